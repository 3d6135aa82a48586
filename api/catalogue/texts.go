package catalogue

import "lienket/api/fault"

var (
	textProduct      = fault.T("sản phẩm này", "product")
	textCertificate  = fault.T("giấy chứng nhận này", "certificate")
	textGroup        = fault.T("Nhóm sản phẩm không có trong danh mục OCOP.", "Not one of the OCOP groups.")
	textUnit         = fault.T("Đơn vị tính không có trong danh mục.", "Unknown unit.")
	textPrice        = fault.T("Giá là số nguyên dương, tính bằng đồng.", "A price is a positive whole number of VND.")
	textPriceOrder   = fault.T("Giá cao nhất không được thấp hơn giá thấp nhất.", "The highest price must not be below the lowest.")
	textAmount       = fault.T("Số lượng không hợp lệ.", "Not a valid amount.")
	textMark         = fault.T("Dấu chất lượng “%s” không có trong danh mục.", "Unknown quality mark “%s”.")
	textSuppliers    = fault.T("Chỉ hợp tác xã, liên hiệp và tổ hợp tác đăng sản phẩm.", "Only cooperatives, unions and groups list products.")
	textUnitFixed    = fault.T("Sản phẩm đã có lịch công suất; chỉ đổi được sang đơn vị cùng loại.", "The product has a capacity calendar; its unit may only change within its dimension.")
	textPublished    = fault.T("Sản phẩm đang đăng bán rồi.", "The product is published already.")
	textNotPublished = fault.T("Sản phẩm chưa đăng bán.", "The product is not published.")
	textHeld         = fault.T("Sản phẩm đang bị tạm dừng.", "The product is suspended.")
	textStatus       = fault.T("Trạng thái không có trong danh mục.", "Unknown status.")

	textCursor       = fault.T("Trang này không đọc được, hãy tìm lại từ đầu.", "This cursor cannot be read; search again from the start.")
	textSearchStatus = fault.T("Chỉ tìm được theo tên trong các tổ chức đã xác minh.", "Only verified organisations are searched by name.")

	textCriteria     = fault.T("Bộ tiêu chí phải là qd-148-2023 hoặc qd-1048-2019.", "The criteria version must be qd-148-2023 or qd-1048-2019.")
	textScore        = fault.T("Điểm từ 0 đến 100.", "The score lies between 0 and 100.")
	textScoreLow     = fault.T("Dưới 50 điểm không được cấp giấy chứng nhận OCOP (3 sao trở lên).", "A score below 50 earns no OCOP certificate (3 stars and up).")
	textIssuedFuture = fault.T("Ngày cấp không được ở tương lai.", "The issue date must not lie in the future.")
	textNumberTaken  = fault.T("Số giấy chứng nhận này đã có trong hệ thống.", "This certificate number is recorded already.")
	textDecision     = fault.T("Quyết định phải là approve hoặc reject.", "The decision must be approve or reject.")
	textNoteNeeded   = fault.T("Khi từ chối cần ghi lý do.", "A rejection needs its reason.")
	textDecided      = fault.T("Giấy chứng nhận này đã được xét duyệt rồi.", "This certificate has been decided on already.")

	textYear      = fault.T("Năm phải từ 2000 đến 2100.", "The year must lie between 2000 and 2100.")
	textTwelve    = fault.T("Cần đúng 12 tháng.", "Exactly 12 months are needed.")
	textDimension = fault.T("Đơn vị không cùng loại với đơn vị của sản phẩm.", "The unit is of another dimension than the product's.")
	textBelow     = fault.T("Tháng %s đã cam kết %s %s, không hạ xuống dưới được.", "%s has %s %s committed; capacity cannot go below that.")
	textExceeded  = fault.T("Vượt công suất còn lại.", "More than the capacity that is left.")
	textMonthLeft = fault.T("Tháng %s chỉ còn %s %s.", "%s has only %s %s left.")
)
