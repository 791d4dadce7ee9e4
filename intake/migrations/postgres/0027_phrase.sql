-- Words that answers are put together from (常用语), among them notices to whoever wrote to the wrong office. The office
-- changes them; {登记编号} stands for the register number.

CREATE TABLE phrase (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

INSERT INTO phrase (id, name, text) VALUES
(1, '收悉致谢', '您好！您反映的情况（登记编号 {登记编号}）已收悉，感谢您对巡视整改工作的关心和监督。'),
(2, '信访事项', '您好！您反映的情况（登记编号 {登记编号}）属于信访事项，不在本次征集意见建议的范围之内。请您通过国家信访局网站（www.gjxfj.gov.cn）、“国家信访”微信小程序，或者向当地信访部门提出，由有权处理的机关依法受理。'),
(3, '检举控告', '您好！反映党组织、党员干部和监察对象违纪违法问题的检举控告，由纪检监察机关受理。请您拨打 12388，或者登录 www.12388.gov.cn 反映。'),
(4, '紧急情况', '您好！如有人身危险或者突发事件，请立即拨打 110（公安）、119（消防）或 120（急救）；这里不能及时处置。'),
(5, '12345 事项', '您好！您反映的情况（登记编号 {登记编号}）属于政务服务和日常管理事项，请您拨打 12345 政务服务便民热线，由热线转有关单位办理并答复您。'),
(6, '其他地区事项', '您好！您反映的情况（登记编号 {登记编号}）发生地不在本区，请您向所在地的有关部门反映，以便及时得到处理。'),
(7, '已转有关单位', '您好！您反映的情况（登记编号 {登记编号}）已转有关单位研究办理。');
