import type {
  BackdropName,
  FabricName,
  FrameColourName,
  HairColourName,
  IrisColourName,
  LipstickName,
} from './palette.ts';
import type {
  BackdropStyle,
  ClothingName,
  EyeShape,
  FacialHairName,
  GlassesName,
  HairStyleName,
  HeadShape,
  MouthName,
  NoseShape,
} from './trait-names.ts';

/** Everything that decides one drawn portrait; lengths are in head units (256 span the picture). */
export interface PortraitTraits {
  /** Seeds the small things: where freckles, strands and curls lie. */
  detailSeed: number;
  /** Years, 18–85. */
  age: number;
  /** 0 masculine – 1 feminine; shifts shapes and likelihoods, decides nothing alone. */
  femininity: number;

  /** 0 lightest – 1 deepest. */
  skinDepth: number;
  /** −1 rosy – 1 golden. */
  skinUndertone: number;
  freckles: number;
  blush: number;

  headShape: HeadShape;
  /** Half the width at the temples. */
  headWidth: number;
  /** From the eye line down to the chin. */
  chinDrop: number;
  /** Factors on the head shape's own jaw and chin widths. */
  jaw: number;
  chin: number;
  earSize: number;
  /** Half the neck's width. */
  neckWidth: number;

  hairStyle: HairStyleName;
  hairColour: HairColourName;
  /** 0 none – 1 all grey. */
  hairGrey: number;
  /** 0 flat – 1 full. */
  hairVolume: number;
  /** Which side the parting or the tail is on. */
  hairSide: -1 | 1;
  /** The hairline's height over the eye line. */
  hairline: number;

  eyeShape: EyeShape;
  eyeSize: number;
  /** From the middle of the face to the middle of an eye. */
  eyeSpacing: number;
  eyeOpenness: number;
  irisColour: IrisColourName;
  /** −1 – 1, right and down. */
  gazeX: number;
  gazeY: number;
  lashes: number;
  eyeShadow: number;

  browThickness: number;
  /** Degrees; positive raises the outer end. */
  browAngle: number;
  browArch: number;
  browLift: number;

  noseShape: NoseShape;
  noseLength: number;
  noseWidth: number;

  mouth: MouthName;
  mouthWidth: number;
  lipFullness: number;
  lipstick: LipstickName | 'none';
  facialHair: FacialHairName;

  glasses: GlassesName;
  frameColour: FrameColourName;
  earrings: 'none' | 'stud' | 'hoop';
  earringMetal: 'gold' | 'silver';
  clothing: ClothingName;
  fabric: FabricName;
  accentFabric: FabricName;

  backdrop: BackdropName;
  backdropStyle: BackdropStyle;
  /** −1 light from the left – 1 from the right. */
  lightX: number;
  lightStrength: number;

  /** Degrees of roll. */
  tilt: number;
  /** −1 – 1, a slight look to the side. */
  turn: number;
  shiftX: number;
  shiftY: number;
  scale: number;
}
