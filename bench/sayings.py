"""Opinions put together from words, as many as wanted and always the same: opinion number n has the words `said(n)`.

Half of each is put together from few words, which makes opinions share more than people's do, half is its own. One in
twenty repeats an earlier one with small changes, one in a hundred is a form letter.
"""

import random

_PLACES = """定海路 平凉路 控江四村 延吉七村 国和路 隆昌路 长白新村 五角场 新江湾城 鞍山新村 四平路 凤城六村 军工路
杨树浦路 江浦公园 大桥街道 殷行路 市光三村 民星路 黄兴公园 大连路 昆明路 抚顺路 政民路 国权路 铁岭路 松花江路 嫩江路"""
_THINGS = """垃圾房 消防通道 电梯井 下水管 楼道灯 充电桩 停车位 社区食堂 健身步道 绿化带 公交站 菜场门口 小学门口
非机动车棚 架空线 木栈道 公共厕所 窨井盖 围墙外面 门禁系统 助浴点 图书馆 卫生站 老年活动室 儿童乐园 路面 盲道 广告牌"""
_STATES = """一直没有人管 又脏又臭 坏了三个月 被占得满满的 修了又坏 漏水漏得厉害 天天排长队 灯一盏也不亮 贴了告示就完了
说在走流程 换了几家公司 收费涨了一倍 半夜还在施工 老人根本用不了 孩子走过很危险 一下雨就积水 早就过了期 钥匙找不到
来看过两次没下文 刚铺好就开裂 排不上队 打电话没人接 写了申请没回音 邻居吵过几回 夏天苍蝇成群 冬天冷得要命"""
_WHEN = """去年秋天起 上个月开始 三年来 这半年 从疫情以后 每天早高峰 一到周末 放学的时候 下雨天 夜里十点以后 春节前后
自从改造以后"""
_WHO = """我母亲八十多岁 我腿脚不好 我们楼里十二户 隔壁老张 我女儿刚上小学 我上夜班 做社工的都知道 我先生 几个老邻居
租房的年轻人"""
_ASKS = """请派人来看一看 能不能给个时间 希望把账目公开 建议先听听居民的 到底归谁管 要么拆要么修 不要再推来推去
哪怕先搭个棚也好 把标准贴出来 装个摄像头也行 请街道出面协调 多加一班车"""

_OWN = (
    "一不了人我在有他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看"
    "文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机"
    "给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性"
)


def said(n: int) -> str:
    """The words of opinion `n`."""
    earlier = repeated(n)
    return _own(n) if earlier is None else said(earlier).replace("的", "", 2) + "请尽快解决，谢谢！"


def repeated(n: int) -> int | None:
    """The earlier opinion that opinion `n` repeats, if it does."""
    return random.Random(n).randrange(n) if n % 20 == 3 else None


def _own(n: int) -> str:
    if n % 100 == 7:
        return (
            f"我住凤城六村{n % 89}号{n % 997}室，小区没有电梯，老人不敢下楼，我支持加装电梯，"
            "愿意分摊费用，请尽快批准我们的申请。"
        )
    dice = random.Random(-n)

    def one_of(words: str) -> str:
        return dice.choice(words.split())

    sentences = [f"{one_of(_WHO)}，{one_of(_WHEN)}{one_of(_PLACES)}{one_of(_THINGS)}{one_of(_STATES)}"]
    for _ in range(dice.randint(1, 5)):
        sentences.append(f"{one_of(_PLACES)}{dice.randint(1, 999)}弄的{one_of(_THINGS)}{one_of(_STATES)}")
        sentences.append("".join(dice.choices(_OWN, k=dice.randint(8, 20))))
    return "，".join([*sentences, one_of(_ASKS)]) + "。"
