/**
 * Readings (Mandarin, without tones) of the characters met most in Chinese family and given names.
 * A character that is not here is kept as a sign of its own: it compares with itself only.
 */

const READINGS = `
wang王汪旺望 li李丽莉力立利理礼黎励里黄 zhang张章璋彰 liu刘柳流六 chen陈晨辰臣沉 yang杨阳洋扬 zhao赵昭兆 huang黄皇凰煌 zhou周舟洲州
wu吴武伍五舞 xu徐许旭绪 sun孙笋 hu胡虎湖 zhu朱珠竹祝 gao高 lin林琳霖麟临 he何贺和荷禾赫 guo郭国果 ma马麻 luo罗洛骆络 liang梁良亮 song宋松颂
zheng郑正政征 xie谢解协 han韩涵寒汉翰 tang唐汤堂 feng冯峰凤风丰锋枫逢 yu于余玉宇雨瑜愉羽俞禹裕钰喻 dong董东冬栋 xiao肖萧晓小潇霄孝笑
cheng程成诚承澄 cao曹操 yuan袁元媛远源苑渊 deng邓登 fu傅付福富芙甫 shen沈申深 zeng曾增 peng彭鹏朋 lv吕律 su苏素肃 lu卢陆路鲁露璐鹿 jiang蒋江姜将疆
cai蔡才彩采 jia贾佳家嘉加 ding丁定鼎 wei魏伟卫薇威维巍炜玮为 xue薛雪学 ye叶业烨 yan阎严颜燕岩艳妍言彦炎焱晏 pan潘盼攀 du杜渡 dai戴代 xia夏侠霞
zhong钟仲中忠 tian田天甜 ren任仁人 fan范凡樊帆繁 fang方芳房放 shi石史施诗世士时实师 yao姚瑶尧耀药 tan谭檀覃 liao廖辽 zou邹 xiong熊雄 jin金锦晋瑾进今津
hao郝浩昊豪皓好 kong孔空 bai白百柏 cui崔翠 kang康 mao毛茂 qiu邱秋丘 qin秦琴勤沁钦 gu顾古谷 hou侯厚 shao邵少绍 meng孟梦萌蒙 long龙隆 wan万婉晚宛
duan段端 lei雷蕾磊 qian钱倩乾谦前 yin尹银音寅 yi易义艺怡宜逸毅亦伊依益一 chang常昌畅长 qiao乔巧桥 lai赖来 gong龚公宫 wen文温雯闻 pang庞 lan兰岚蓝澜
yong雍永勇咏 hong洪红宏虹鸿弘 ming明铭鸣名茗 hui慧辉惠会晖卉蕙 jing静敬晶京婧菁景璟靖竞 min敏民闽 jun军君俊均骏钧 ying英莹颖影盈樱瑛 ping平萍苹 hua华花化桦
gang刚钢 qiang强 jie杰洁婕捷姐 juan娟 xiu秀修 mei梅美玫妹 na娜 ting婷庭霆亭 xin新欣鑫心馨昕芯辛 bo波博勃 bin斌彬滨宾 dan丹 ling玲灵凌岭苓 rong荣容蓉融
gui桂贵 zhi志智芝之芷枝治致 jian建健剑坚简 xiang祥翔香湘向 chun春淳纯 guang光广 guan关冠 hai海 bing冰兵炳 shan山珊善杉 shu淑书舒树姝 zi子紫梓姿 han晗
tao涛陶桃 chao超朝潮 kai凯开楷 dong冻 qing清青庆晴卿 qi琪奇齐祁琦启绮起旗 rui瑞睿蕊锐 xuan轩萱宣玄璇 hang航杭 ze泽 chen宸 yue月悦岳越玥 yun云芸韵允昀
ning宁凝 lian莲连廉 zhen珍真振贞震镇甄 fei飞菲斐霏 ai爱艾 an安 ni妮倪 ke可柯科珂 man曼满 nan南楠男 bei贝蓓北 bao宝保包 sheng生胜盛圣升晟 fa发法
de德 da大达 dao道 qun群 quan全泉权 lang朗郎 le乐 lun伦 mu木牧慕穆沐 nian年念 ru如茹儒汝 run润 sen森 si思斯司丝四 tong童彤桐同通佟 xi喜熙希西曦席溪玺
you友有佑尤游 zhe哲喆 zuo左佐 ou欧 ouyang欧阳 er二儿尔 san三 qu曲屈 mo莫墨默 ge葛 bian边卞 che车 chu楚储初 kuang匡邝 lou娄楼 mi米 ning甯 nie聂 niu牛
pu蒲普 rao饶 shang尚商 she佘舍 tu涂屠 weng翁 xing邢星兴幸行 zhan詹展占 zhai翟 zhuang庄 ji季纪吉姬冀继济 jiao焦娇 ju居菊 di狄迪 dou窦 ban班 bi毕碧
`;

function buildReadings(): ReadonlyMap<string, string> {
  const readings = new Map<string, string>();
  for (const group of READINGS.trim().split(/\s+/)) {
    const reading = /^[a-z]+/.exec(group)?.[0] ?? '';
    const characters = Array.from(group.slice(reading.length));
    if (characters.length > 0 && reading !== 'ouyang')
      for (const character of characters)
        if (!readings.has(character)) readings.set(character, reading);
  }
  return readings;
}

/** Traditional forms of characters above, so that both spellings read alike. */
const TRADITIONAL =
  '張张劉刘陳陈楊杨趙赵黃黄吳吴許许孫孙馬马羅罗鄭郑謝谢韓韩馮冯鳳凤風风豐丰鋒锋東东棟栋蕭萧曉晓誠诚遠远鄧邓鵬鹏呂吕蘇苏盧卢陸陆魯鲁蔣蒋賈贾嘉嘉偉伟衛卫維维薛薛學学' +
  '葉叶業业嚴严顏颜艷艳潘潘鍾钟鐘钟範范詩诗時时實实師师姚姚堯尧藥药譚谭廖廖鄒邹錦锦進进鄺邝孔孔邱邱欽钦顧顾紹绍夢梦龍龙萬万雷雷錢钱倩倩謙谦銀银義义藝艺喬乔橋桥賴赖來来龔龚宮宫溫温聞闻龐庞' +
  '蘭兰嵐岚藍蓝瀾澜紅红鴻鸿銘铭鳴鸣慧慧輝辉會会靜静競竞軍军駿骏鈞钧瑩莹穎颖華华樺桦剛刚鋼钢強强傑杰潔洁國国賀贺漢汉湯汤瑋玮煒炜燁烨麗丽莉莉勵励禮礼黎黎貴贵劍剑堅坚簡简廣广關关書书樹树濤涛凱凯開开' +
  '慶庆齊齐啟启銳锐澤泽悅悦雲云韻韵寧宁蓮莲連连貞贞鎮镇飛飞愛爱滿满貝贝寶宝勝胜聖圣發发達达權权樂乐倫伦潤润絲丝喜喜璽玺遊游歐欧爾尔車车儲储婁娄樓楼聶聂饒饶莊庄紀纪繼继濟济嬌娇狄狄竇窦畢毕詹詹興兴陽阳揚扬' +
  '葛葛鄔邬駱骆絡络兒儿遼辽項项軒轩誼谊銳锐雙双';

const READING = buildReadings();
const SIMPLE: ReadonlyMap<string, string> = (() => {
  const pairs = [...TRADITIONAL];
  const simple = new Map<string, string>();
  for (let at = 0; at + 1 < pairs.length; at += 2) simple.set(pairs[at] ?? '', pairs[at + 1] ?? '');
  return simple;
})();

/** @returns pinyin in plain Latin letters, or undefined for a character that is not in the table */
export function readingOf(character: string): string | undefined {
  return READING.get(SIMPLE.get(character) ?? character);
}
