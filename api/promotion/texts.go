package promotion

import "lienket/api/fault"

var (
	textDimension    = fault.T("Chỉ nhóm được theo month, area, group, stars, form hoặc buyer.", "Figures are grouped by month, area, group, stars, form or buyer.")
	textSpan         = fault.T("Tháng đầu phải không sau tháng cuối.", "The first month must not come after the last.")
	textEvent        = fault.T("sự kiện này", "trade event")
	textEventKind    = fault.T("Loại sự kiện phải là fair, conference, product-week hoặc online.", "The kind must be fair, conference, product-week or online.")
	textEndFirst     = fault.T("Ngày kết thúc không được trước ngày bắt đầu.", "The end must not come before the start.")
	textOrganization = fault.T("Không có tổ chức này.", "No such organisation.")
	textFull         = fault.T("Sự kiện đã đủ số đơn vị tham gia.", "The event is full.")
)
