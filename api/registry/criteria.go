package registry

import (
	"lienket/api/fault"
	"lienket/api/measure"
)

// CriteriaVersion names the set of criteria that ratings are made by: Circular
// 01/2020/TT-BKHĐT of 19/2/2020, in force since 1/4/2020. It stands in every
// rating, so that one made by a later set stays what it was.
const CriteriaVersion = "tt-01-2020"

// CriteriaGroup is a group of criteria with the most points that it gives.
type CriteriaGroup struct {
	Code string
	Name fault.Text
	Max  measure.Amount
}

// Criterion is one of the 15. Max is 0 where no published source that we could
// read states it: there the group's alone binds.
type Criterion struct {
	Number int
	Group  string
	Name   fault.Text
	Help   fault.Text
	Max    measure.Amount
}

const point = measure.Amount(1000)

// CriteriaGroups of the circular's form. It parts the last 40 points between
// members and community; how, is not confirmed, so they stand together here.
var CriteriaGroups = []CriteriaGroup{
	{"finance", fault.T("Tài chính", "Finance"), 30 * point},
	{"governance", fault.T("Quản trị, điều hành, năng lực", "Governance and capability"), 30 * point},
	{"members", fault.T("Thành viên và cộng đồng", "Members and community"), 40 * point},
}

// Criteria are those of the circular, in its order. Their names and the points of
// the first nine are those of its form "Bảng đánh giá hợp tác xã".
var Criteria = []Criterion{
	{1, "finance", fault.T("Vốn của hợp tác xã", "Capital"),
		fault.T("Tổng nguồn vốn bình quân (6 điểm); tăng so với năm trước (1 điểm).", "Average capital (6 points); more than last year (1 point)."), 7 * point},
	{2, "finance", fault.T("Tài sản của hợp tác xã", "Assets"),
		fault.T("Tài sản không chia bình quân (5 điểm); tăng so với năm trước (1 điểm).", "Average indivisible assets (5 points); more than last year (1 point)."), 6 * point},
	{3, "finance", fault.T("Kết quả sản xuất kinh doanh trong năm", "Results of the year"),
		fault.T("Doanh thu (4 điểm); tỷ lệ đáp ứng sản phẩm, dịch vụ cho thành viên (3 điểm); lợi nhuận trước thuế (4 điểm).", "Revenue (4 points); share of members' needs met (3 points); profit before tax (4 points)."), 11 * point},
	{4, "finance", fault.T("Trích lập các quỹ", "Allocation to funds"),
		fault.T("Quỹ đầu tư phát triển, quỹ dự phòng, các quỹ khác: mỗi quỹ 2 điểm.", "Development, reserve and other funds: 2 points each."), 6 * point},
	{5, "governance", fault.T("Chấp hành pháp luật trong tổ chức, hoạt động", "Compliance with the law"), fault.Text{}, 8 * point},
	{6, "governance", fault.T("Giải quyết các tranh chấp, khiếu nại", "Settling disputes and complaints"), fault.Text{}, 6 * point},
	{7, "governance", fault.T("Trình độ cán bộ quản lý, điều hành", "Qualification of managers"),
		fault.T("Đại học, cao đẳng; sơ cấp, trung cấp; cán bộ trẻ: mỗi tỷ lệ 2 điểm.", "University or college; vocational; young managers: 2 points for each share."), 6 * point},
	{8, "governance", fault.T("Chế độ, chính sách cho thành viên và người lao động", "Benefits of members and workers"), fault.Text{}, 6 * point},
	{9, "governance", fault.T("Áp dụng khoa học kỹ thuật, xây dựng thương hiệu, chuỗi giá trị", "Technology, brand and value chain"), fault.Text{}, 4 * point},
	{10, "members", fault.T("Mức độ tham gia của thành viên", "Members' participation"), fault.Text{}, 0},
	{11, "members", fault.T("Lợi ích thành viên", "Members' benefit"), fault.Text{}, 0},
	{12, "members", fault.T("Sản phẩm, dịch vụ cung ứng cho thành viên", "Products and services for members"), fault.Text{}, 0},
	{13, "members", fault.T("Thông tin, truyền thông, đào tạo, bồi dưỡng", "Information and training"), fault.Text{}, 0},
	{14, "members", fault.T("Ảnh hưởng tích cực đến cộng đồng", "Good for the community"), fault.Text{}, 0},
	{15, "members", fault.T("Được khen thưởng trong năm", "Awards in the year"), fault.Text{}, 0},
}

// GroupOf is the group of a criterion.
func (c *Criterion) GroupOf() CriteriaGroup {
	for _, group := range CriteriaGroups {
		if group.Code == c.Group {
			return group
		}
	}
	return CriteriaGroup{}
}

// Most is the most points that the criterion itself can have: its own, or its
// group's where its own is not confirmed.
func (c *Criterion) Most() measure.Amount {
	if c.Max > 0 {
		return c.Max
	}
	return c.GroupOf().Max
}
