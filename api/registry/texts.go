package registry

import "lienket/api/fault"

var (
	textOrganization  = fault.T("tổ chức này", "organisation")
	textUnknownArea   = fault.T("Không có địa danh nào mang mã này.", "No area has this code.")
	textKind          = fault.T("Loại hình phải là cooperative, union, group hoặc enterprise.", "The kind must be cooperative, union, group or enterprise.")
	textTaxCodeShape  = fault.T("Mã số thuế gồm 10 chữ số, chi nhánh thêm gạch nối và 3 chữ số.", "A tax code has 10 digits; a branch adds a hyphen and 3 digits.")
	textTaxCodeDigit  = fault.T("Mã số thuế sai chữ số kiểm tra, hãy xem lại.", "The tax code's check digit is wrong; please look again.")
	textTaxCodeTaken  = fault.T("Mã số thuế này đã được đăng ký.", "This tax code is registered already.")
	textEmail         = fault.T("Địa chỉ email chưa đúng.", "This is not an email address.")
	textDecision      = fault.T("Quyết định phải là approve hoặc reject.", "The decision must be approve or reject.")
	textNoteNeeded    = fault.T("Khi từ chối cần ghi lý do.", "A rejection needs its reason.")
	textDecided       = fault.T("Tổ chức này đã được xét duyệt rồi.", "This organisation has been decided on already.")
	textNotVerified   = fault.T("Tổ chức chưa được xác minh nên chưa làm được việc này.", "The organisation is not verified yet, so it may not do this.")
	textYear          = fault.T("Năm phải từ 2016 đến năm nay.", "The year must lie between 2016 and this one.")
	textScore         = fault.T("Điểm từ 0 đến 100.", "The score lies between 0 and 100.")
	textIdentityFixed = fault.T("Tổ chức đã xác minh: tên, mã số thuế và địa bàn chỉ cán bộ được sửa.", "The organisation is verified: only an officer may change name, tax code and area.")
	textRatingKind    = fault.T("Chỉ hợp tác xã và liên hiệp hợp tác xã được xếp loại.", "Only cooperatives and unions are rated.")
	textPosition      = fault.T("Vị trí phải là director hoặc staff.", "The position must be director or staff.")
	textMember        = fault.T("thành viên này", "member")
	textLastDirector  = fault.T("Tổ chức cần ít nhất một giám đốc: hãy bàn giao cho người khác trước.", "The organisation needs a director: hand over to somebody else first.")
	textInvite        = fault.T("lời mời này, hoặc đã được dùng hay hết hạn", "open invitation")
	textInviteOther   = fault.T("Lời mời này dành cho một địa chỉ email khác.", "This invitation is for another email address.")
	textInviteMany    = fault.T("Tổ chức đã có %d lời mời đang chờ. Hãy thu hồi bớt.", "The organisation has %d open invitations. Revoke some first.")
	textAlreadyMember = fault.T("Tài khoản này đã là thành viên của tổ chức.", "This account belongs to the organisation already.")
	textCountersigned = fault.T("Kết quả xếp loại đã được cán bộ xác nhận, không sửa được nữa.", "An officer has countersigned this rating; it cannot be changed.")
)
