package exchange

import (
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/linkage"
	"lienket/api/registry"
	"lienket/api/sourcing"
)

// named is the name of a code for people, the code itself where it has none.
func named[C ~string](labels map[C]fault.Text, code C, lang string) string {
	if label, known := labels[code]; known {
		return label.In(lang)
	}
	return string(code)
}

// label is the name of one of a column's choices.
func (c *Column) label(code, lang string) string {
	for _, choice := range c.Choices {
		if choice.Code == code {
			return choice.Label.In(lang)
		}
	}
	return code
}

var organizationStatuses = map[registry.Status]fault.Text{
	registry.Pending: fault.T("Chờ xác thực", "Waiting for verification"), registry.Verified: fault.T("Đã xác thực", "Verified"),
	registry.Rejected: fault.T("Không được duyệt", "Rejected"), registry.Suspended: fault.T("Tạm dừng", "Suspended"),
	registry.Dissolved: fault.T("Đã giải thể", "Dissolved"), registry.Merged: fault.T("Đã gộp hồ sơ", "Merged"),
}

var bands = map[registry.Band]fault.Text{
	"tot": fault.T("Tốt", "Good"), "kha": fault.T("Khá", "Fair"), "trung-binh": fault.T("Trung bình", "Average"), "yeu": fault.T("Yếu", "Weak"),
}

var certificateStatuses = map[catalogue.CertificateStatus]fault.Text{
	catalogue.CertificatePending: fault.T("Chờ xác thực", "Waiting for verification"), catalogue.CertificateVerified: fault.T("Đã xác thực", "Verified"),
	catalogue.CertificateRejected: fault.T("Không được duyệt", "Rejected"), catalogue.CertificateLapsed: fault.T("Hết hiệu lực", "Lapsed"),
	catalogue.CertificateRevoked: fault.T("Bị thu hồi", "Revoked"),
}

var demandStatuses = map[sourcing.DemandStatus]fault.Text{
	sourcing.DemandDraft: fault.T("Bản nháp", "Draft"), sourcing.DemandOpen: fault.T("Đang mở", "Open"),
	sourcing.DemandAwarded: fault.T("Đã chọn xong", "Awarded"), sourcing.DemandClosed: fault.T("Đã đóng", "Closed"),
	sourcing.DemandCancelled: fault.T("Đã hủy", "Cancelled"), sourcing.DemandExpired: fault.T("Quá hạn", "Expired"),
}

var quoteStatuses = map[sourcing.QuoteStatus]fault.Text{
	sourcing.QuoteSubmitted: fault.T("Đã gửi", "Sent"), sourcing.QuoteCountered: fault.T("Đang thương lượng", "Under negotiation"),
	sourcing.QuoteAccepted: fault.T("Đã chấp nhận", "Accepted"), sourcing.QuoteDeclined: fault.T("Đã từ chối", "Declined"),
	sourcing.QuoteWithdrawn: fault.T("Đã rút", "Withdrawn"),
}

var contractStatuses = map[linkage.Status]fault.Text{
	linkage.Draft: fault.T("Bản nháp", "Draft"), linkage.Proposed: fault.T("Chờ ký", "Proposed"),
	linkage.Signed: fault.T("Đã ký, chờ hiệu lực", "Signed, not yet in force"), linkage.Active: fault.T("Đang thực hiện", "In force"),
	linkage.Suspended: fault.T("Tạm dừng", "Suspended"), linkage.Completed: fault.T("Đã thanh lý", "Completed"),
	linkage.Terminated: fault.T("Đã chấm dứt", "Terminated"), linkage.Withdrawn: fault.T("Đã rút", "Withdrawn"),
}

var linkageForms = map[string]fault.Text{
	"form-1": fault.T("Liên kết từ cung ứng vật tư, sản xuất đến tiêu thụ", "Inputs, production, processing and sale together"),
	"form-2": fault.T("Liên kết cung ứng vật tư, dịch vụ đầu vào", "Inputs and services"),
	"form-3": fault.T("Liên kết sản xuất, thu hoạch và tiêu thụ", "Production, harvest and sale"),
	"form-4": fault.T("Liên kết sơ chế, chế biến và tiêu thụ", "Processing and sale"),
	"form-5": fault.T("Góp quyền sử dụng đất, tiền, tài sản để sản xuất và tiêu thụ", "Land, money or assets put together"),
	"form-6": fault.T("Liên kết thành tổ chức cùng sản xuất và tiêu thụ", "An organisation that produces and sells together"),
	"form-7": fault.T("Các hình thức liên kết khác", "Other forms"),
}

var deliveryStatuses = map[linkage.DeliveryStatus]fault.Text{
	linkage.Announced: fault.T("Chờ nghiệm thu", "To be accepted"), linkage.Accepted: fault.T("Đã chấp nhận", "Accepted"),
	linkage.Disputed: fault.T("Không nhận", "Refused"),
}

var eventKinds = map[string]fault.Text{
	"fair": fault.T("Hội chợ", "Fair"), "conference": fault.T("Hội nghị kết nối cung cầu", "Conference of supply and demand"),
	"product-week": fault.T("Tuần hàng", "Product week"), "online": fault.T("Trực tuyến", "Online"),
}
