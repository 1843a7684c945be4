/**
 * Encodings in which programs have written the names of archive entries, and what text in them looks like: how many bits
 * a character takes, that is, how unlikely it is. The figures are rounded logarithms of how much of file names a class of
 * characters makes up, over how many there are in it.
 */
export const nameEncodings: readonly NameEncoding[] = [
  {
    encoding: 'cp932',
    priorBits: 0,
    classes: [
      { chars: /[\u3041-\u309f]/, bits: 6.5 },
      { chars: /[\u30a1-\u30fe]/, bits: 7 },
      {
        chars:
          /[日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨写真画像顔花猫犬海空家族旅結婚式運動会夏冬春秋祭卒業誕無題新規作成保存表予定資料証明用紙集合社員桜紅葉正面横姿撮影京都阪能]/,
        bits: 8,
      },
      // The kanji of level 1 of JIS X 0208, the commonest 2,965, stand first.
      { leads: [0x88, 0x97], bits: 12 },
      { chars: /[\u3000-\u303f\uff01-\uff5e]/, bits: 10 },
      { chars: /[\uff61-\uff9f]/, bits: 8 },
    ],
    otherBits: 18,
  },
  {
    encoding: 'gbk',
    priorBits: 0,
    classes: [
      {
        chars:
          /[的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指照片图像脸册微截屏壁纸夹副旅游婚礼友圈京州花春夏秋冬节证桌面素材]/,
        bits: 8,
      },
      // Level 1 of GB 2312: the commonest 3,755.
      { leads: [0xb0, 0xd7], trails: [0xa1, 0xfe], bits: 12 },
      { leads: [0xa1, 0xa3], bits: 12 },
    ],
    otherBits: 18,
  },
  {
    encoding: 'big5',
    priorBits: 0,
    classes: [
      {
        chars:
          /[的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金照片圖像臉簿截料夾副旅遊婚禮友螢幕擷取畫花功許春夏秋冬節證灣]/,
        bits: 8,
      },
      // Level 1: the commonest 5,401.
      { leads: [0xa4, 0xc6], bits: 12 },
      { leads: [0xa1, 0xa3], bits: 12 },
    ],
    otherBits: 18,
  },
  {
    encoding: 'cp949',
    priorBits: 0,
    classes: [
      {
        chars:
          /[이다는을의에가고하한지서를들은기사그로나어자리아대인시도수정일있해전보부여상국제주장라만과없년오원으면중적세조게니용었선성공스구마소연비경할동회문방생위미무신되우학화관교치개발안진계물분모든행양실것당단통내설유민식외심표반영말차간체업력본명람천트드새폴더얼굴여결혼족친바탕캡처복카톡봄름을겨울꽃늘바다]/,
        bits: 7.5,
      },
      // The 2,350 syllables of KS X 1001.
      { leads: [0xb0, 0xc8], trails: [0xa1, 0xfe], bits: 12.5 },
      { leads: [0xa1, 0xa4], trails: [0xa1, 0xfe], bits: 13 },
    ],
    otherBits: 18,
  },
  {
    encoding: 'euc-jp',
    // Of old Unix systems: rare in archives.
    priorBits: 8,
    classes: [
      { chars: /[\u3041-\u309f]/, bits: 6.5 },
      { chars: /[\u30a1-\u30fe]/, bits: 7 },
      { leads: [0xb0, 0xcf], bits: 12 },
    ],
    otherBits: 18,
  },
  ...alphabet({ cp437: 0, win1252: 0, cp850: 1 }, [
    { chars: /[àáâãäåæçèéêëìíîïñòóôõöøùúûüßœ]/, bits: 7 },
    { chars: /[ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒ]/, bits: 9 },
  ]),
  ...alphabet({ win1250: 3, cp852: 4 }, [
    { chars: /[ąćęłńóśźżčďěňřšťůžáéíýúôäöüőűăâîșț]/, bits: 7 },
    { chars: /[ĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽÁÉÍÝÚÔÄÖÜŐŰĂÂÎȘȚ]/, bits: 9 },
  ]),
  ...alphabet({ win1254: 4, cp857: 6 }, [
    { chars: /[çğıöşüâî]/, bits: 6.5 },
    { chars: /[ÇĞİÖŞÜÂÎ]/, bits: 9 },
  ]),
  ...alphabet({ win1251: 0, cp866: 0 }, [
    { chars: /[оеаинтсрвл]/, bits: 4.5 },
    { chars: /[а-яёіїєґў]/, bits: 6.5 },
    { chars: /[А-ЯЁІЇЄҐЎ]/, bits: 8 },
  ]),
  ...alphabet({ win1253: 3, cp737: 5 }, [
    { chars: /[αοιετσνηυρς]/, bits: 4.5 },
    { chars: /[α-ωάέήίόύώϊϋ]/, bits: 6.5 },
    { chars: /[Α-ΩΆΈΉΊΌΎΏ]/, bits: 8 },
  ]),
  ...alphabet({ win1255: 3, cp862: 6 }, [
    { chars: /[יוהלארתמ]/, bits: 4 },
    { chars: /[א-ת]/, bits: 6 },
  ]),
  ...alphabet({ win1256: 6 }, [
    { chars: /[اليمنروةت]/, bits: 4.5 },
    { chars: /[\u0621-\u064a]/, bits: 6.5 },
  ]),
  ...alphabet({ win874: 8 }, [{ chars: /[\u0e01-\u0e5b]/, bits: 5.5 }]),
];

export interface NameEncoding {
  /** As iconv-lite calls it. */
  encoding: string;
  /** How unlikely the encoding is by itself. */
  priorBits: number;
  /** The first that a character belongs to counts. */
  classes: readonly CharacterClass[];
  /** Bits of a character of no class. */
  otherBits: number;
}

export interface CharacterClass {
  bits: number;
  chars?: RegExp;
  /** Ranges of the first and the last byte of a character, ends included. */
  leads?: readonly [number, number];
  trails?: readonly [number, number];
}

/** Encodings of one byte a letter, with how unlikely each is by itself; they differ in where the letters stand. */
function alphabet(
  priors: Readonly<Record<string, number>>,
  classes: readonly CharacterClass[],
): readonly NameEncoding[] {
  return Object.entries(priors).map(([encoding, priorBits]) => ({
    encoding,
    priorBits,
    classes,
    otherBits: 16,
  }));
}
