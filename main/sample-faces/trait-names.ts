/** Names of the traits that a portrait is composed of; the part that draws a trait has a table with one entry per name. */

export type BackdropStyle = 'fade' | 'glow' | 'halo' | 'horizon' | 'bokeh';

export type ClothingName = 'tee' | 'vneck' | 'scoop' | 'shirt' | 'turtleneck' | 'hoodie' | 'suit';

export type EyeShape = 'almond' | 'round' | 'hooded' | 'upturned' | 'downturned' | 'monolid' | 'deep';

export type FacialHairName =
  | 'none'
  | 'stubble'
  | 'short'
  | 'full'
  | 'long'
  | 'chinCurtain'
  | 'moustache'
  | 'pencil'
  | 'handlebar'
  | 'goatee'
  | 'circle';

export type GlassesName =
  | 'none'
  | 'round'
  | 'wire'
  | 'square'
  | 'rectangle'
  | 'catEye'
  | 'browline'
  | 'aviator'
  | 'sun';

export type HairStyleName =
  | 'bald'
  | 'buzz'
  | 'crop'
  | 'sidePart'
  | 'quiff'
  | 'slickedBack'
  | 'messy'
  | 'receding'
  | 'horseshoe'
  | 'pixie'
  | 'curtains'
  | 'curlyTop'
  | 'afro'
  | 'longCurly'
  | 'locs'
  | 'bob'
  | 'bobFringe'
  | 'lob'
  | 'longStraight'
  | 'longWavy'
  | 'longFringe'
  | 'topBun'
  | 'spaceBuns'
  | 'ponytail'
  | 'braids'
  | 'headscarf'
  | 'headband'
  | 'beanie';

export type HeadShape = 'oval' | 'round' | 'square' | 'heart' | 'long' | 'diamond';

export type MouthName = 'neutral' | 'serious' | 'softSmile' | 'smile' | 'smirk' | 'parted' | 'grin' | 'laugh';

export type NoseShape = 'straight' | 'button' | 'wide' | 'aquiline' | 'upturned' | 'round';
