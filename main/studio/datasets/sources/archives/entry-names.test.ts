import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeNames } from './entry-names.ts';

/** Names as people give them, by the encoding in which the programs of their countries write them. */
const names: Record<string, string[]> = {
  cp932: [
    '写真.jpg',
    '表紙.jpg',
    'ソフト.jpg',
    '予定表01.jpg',
    '新しいフォルダー/顔写真 001.jpg',
    'ﾃｽﾄ.jpg',
    '能.jpg',
  ],
  gbk: ['照片.jpg', '新建文件夹/微信图片_2019.jpg', '头像.png', '北京.jpg', '张三.jpg', '瀚.jpg', '乗.jpg'],
  big5: ['照片.jpg', '新資料夾/圖片1.jpg', '許功蓋.jpg', '螢幕擷取畫面.png', '王小明.jpg', '功課.jpg'],
  cp949: ['사진.jpg', '새 폴더/얼굴 001.jpg', '김철수.jpg', '제주도 여행.jpg', '뷁.jpg', '똠방.jpg'],
  cp437: ['Café.jpg', 'Müller/Größe.jpg', 'niño.jpg', 'été à la plage.jpg', 'Ärzte.jpg'],
  win1252: ['Café.jpg', 'Müller/Größe.jpg', 'niño.jpg', 'João.jpg', 'Øyvind.jpg'],
  cp850: ['Café.jpg', 'João.jpg', 'Ørsted.jpg', 'São Paulo.jpg'],
  win1250: ['Łódź.jpg', 'zdjęcie.jpg', 'Příliš.jpg', 'wakacje/góry.jpg'],
  cp852: ['Łódź.jpg', 'zdjęcie.jpg', 'Příliš.jpg', 'żółw.jpg'],
  win1251: ['Фото.jpg', 'Новая папка/портрет.jpg', 'Мама и папа.jpg', 'Снимок экрана.png'],
  cp866: ['Фото.jpg', 'Новая папка/портрет.jpg', 'Мама и папа.jpg', 'Снимок экрана.png'],
  win1253: ['Φωτογραφία.jpg', 'καλοκαίρι.jpg'],
  win1254: ['fotoğraf.jpg', 'İstanbul.jpg', 'çiçek ışık.jpg'],
  win1255: ['תמונה.jpg', 'חופשה.jpg'],
  win1256: ['صورة.jpg', 'عائلة.jpg'],
  win874: ['รูปภาพ.jpg', 'ครอบครัว.jpg'],
  'euc-jp': ['写真.jpg', 'フォルダ/ひまわり.jpg'],
  utf8: ['写真.jpg', 'Café.jpg', '사진.jpg', '😀.jpg'],
};

describe('decodeNames', () => {
  it.each(Object.keys(names))('tells names in %s by all of them together', (encoding) => {
    expect(decodeNames(names[encoding].map((name) => iconv.encode(name, encoding)))).toEqual(names[encoding]);
  });

  it('takes plain letters as they are, and a name in UTF-8 for one among others', () => {
    const mixed = [
      Buffer.from('plain.jpg'),
      iconv.encode('Мама и папа.jpg', 'cp866'),
      Buffer.from('写真.jpg'),
    ];
    expect(decodeNames(mixed)).toEqual(['plain.jpg', 'Мама и папа.jpg', '写真.jpg']);
  });

  it('gives every name a text, and different ones to different names, whatever the bytes', () => {
    const all = Array.from({ length: 128 }, (_, i) => Buffer.from([i + 128, 0x5c, 0xff, i + 128]));
    const texts = decodeNames(all);
    expect(new Set(texts).size).toBe(all.length);
    for (const text of texts) expect(text).not.toContain('\ufffd');
  });
});
