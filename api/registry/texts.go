package registry

import "lienket/api/fault"

var (
	textOrganization  = fault.T("tổ chức này", "organisation")
	textDocument      = fault.T("tài liệu này", "document")
	textDocuments     = fault.T("tài liệu nào ở đây", "documents here")
	textDocumentsFull = fault.T("Đã đủ %d tài liệu. Hãy xóa bớt trước.", "All %d documents are there. Remove one first.")
	textUnknownArea   = fault.T("Không có địa danh nào mang mã này.", "No area has this code.")
	textKind          = fault.T("Loại hình phải là cooperative, union, group hoặc enterprise.", "The kind must be cooperative, union, group or enterprise.")
	textKindFixed     = fault.T("Tổ chức này đã được ghi với loại hình khác.", "The organisation is recorded with another kind.")
	textTaxCodeShape  = fault.T("Mã số thuế gồm 10 chữ số, chi nhánh thêm gạch nối và 3 chữ số.", "A tax code has 10 digits; a branch adds a hyphen and 3 digits.")
	textTaxCodeDigit  = fault.T("Mã số thuế sai chữ số kiểm tra, hãy xem lại.", "The tax code's check digit is wrong; please look again.")
	textTaxCodeTaken  = fault.T("Mã số thuế này đã được đăng ký.", "This tax code is registered already.")
	textEmail         = fault.T("Địa chỉ email chưa đúng.", "This is not an email address.")
	textDecision      = fault.T("Quyết định phải là approve hoặc reject.", "The decision must be approve or reject.")
	textNoteNeeded    = fault.T("Khi trả lại cần ghi lý do.", "A rejection needs its reason.")
	textNotVerified   = fault.T("Tổ chức chưa được xác minh nên chưa làm được việc này.", "The organisation is not verified yet, so it may not do this.")
	textYear          = fault.T("Năm phải từ 2016 đến năm nay.", "The year must lie between 2016 and this one.")
	textScore         = fault.T("Điểm từ 0 đến 100.", "The score lies between 0 and 100.")
	textAreaElsewhere = fault.T("Địa bàn này không do bạn phụ trách: cán bộ phụ trách cả hai nơi mới chuyển tổ chức sang được.", "This area is not yours: only an officer of both places can move an organisation there.")
	textIdentityFixed = fault.T("Tổ chức đã xác minh: tên, mã số thuế, địa bàn và thông tin đăng ký chỉ cán bộ được sửa.", "The organisation is verified: only an officer may change name, tax code, area and registration.")
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

// Of yearly reports.
var (
	textReport         = fault.T("báo cáo của năm này", "report of this year")
	textReportKind     = fault.T("Chỉ hợp tác xã, liên hiệp và tổ hợp tác nộp báo cáo năm.", "Only cooperatives, unions and groups report yearly.")
	textReportClosed   = fault.T("Báo cáo đã được cán bộ tiếp nhận. Nếu cần sửa, hãy đề nghị cán bộ trả lại.", "An officer has accepted this report. Ask for it to be returned if it needs a change.")
	textReportIn       = fault.T("Báo cáo này đã được nộp.", "This report has been handed in already.")
	textReportNotIn    = fault.T("Báo cáo này chưa được nộp.", "This report has not been handed in.")
	textReportStatus   = fault.T("Trạng thái phải là missing, draft, submitted, accepted hoặc returned.", "The status must be missing, draft, submitted, accepted or returned.")
	textReviewDecision = fault.T("Quyết định phải là accept hoặc return.", "The decision must be accept or return.")
	textReturnNote     = fault.T("Khi trả lại cần ghi rõ phải sửa gì.", "When returning a report, say what to mend.")
	textNegative       = fault.T("Không được âm.", "Must not be negative.")
	textTooMuch        = fault.T("Số vượt quá mức có thể có.", "The number is beyond what is possible.")
	textWarnChanged    = fault.T("Khác nhiều so với năm trước. Hãy xem lại số và đơn vị.", "Very different from last year. Look at the number and its unit again.")
	textWarnUnchanged  = fault.T("Mọi số đều giống hệt năm trước. Hãy xem đã cập nhật chưa.", "Every figure equals last year's. Have they been brought up to date?")
	textWarnHouseholds = fault.T("Số hộ thành viên nhiều hơn số thành viên.", "More member households than members.")
	textWarnLabour     = fault.T("Lao động thường xuyên nhiều hơn tổng số lao động.", "More regular workers than workers altogether.")
	textWarnProfit     = fault.T("Lợi nhuận lớn hơn doanh thu.", "The profit is larger than the revenue.")
	textWarnFew        = fault.T("Hợp tác xã cần ít nhất %d thành viên chính thức.", "A cooperative needs at least %d official members.")
	textWarnUnit       = fault.T("Số rất nhỏ. Hãy ghi bằng đồng, không phải nghìn hay triệu đồng.", "A very small number. Write it in VND, not in thousands or millions.")
	textWarnMonth      = fault.T("Số rất lớn. Thu nhập ghi theo người và tháng, không phải cả năm.", "A very large number. Income is per person and month, not for the year.")
	textNoticeAccepted = fault.T("Báo cáo năm %d đã được tiếp nhận.", "The report of %d has been accepted.")
	textNoticeReturned = fault.T("Báo cáo năm %d được trả lại để sửa.", "The report of %d has been returned to be mended.")
	textNoticeDue      = fault.T("Báo cáo năm %d chưa được nộp. Hãy điền và nộp sớm.", "The report of %d has not been handed in. Please fill it in and send it.")
)

// Of ratings by criteria.
var (
	textRating         = fault.T("kết quả xếp loại của năm này", "rating of this year")
	textCriterion      = fault.T("Tiêu chí từ 1 đến 15, mỗi tiêu chí một lần.", "Criteria are 1 to 15, each once.")
	textPoints         = fault.T("Điểm từ 0 đến %s.", "Between 0 and %s {point|points}.")
	textGroupPoints    = fault.T("Nhóm %s tối đa %s điểm.", "The group %s has at most %s {point|points}.")
	textExclusion      = fault.T("Lý do không xếp loại phải là new hoặc stopped.", "The reason for no rating must be new or stopped.")
	textExcludedPoints = fault.T("Năm không xếp loại thì không chấm điểm.", "A year that is not rated has no points.")
	textIncomplete     = fault.T("Còn tiêu chí chưa chấm điểm.", "Some criteria have no points yet.")
	textPointsReason   = fault.T("Khi chấm khác cần ghi lý do.", "Give a reason for other points.")
	textNoticeRated    = fault.T("Cán bộ đã xác nhận kết quả xếp loại năm %d.", "An officer has countersigned the rating of %d.")
)

// Of legal data.
var (
	textLine          = fault.T("Ngành nghề không có trong danh mục.", "This line of business is not in the list.")
	textSizeClass     = fault.T("Quy mô phải là sieu-nho, nho, vua hoặc lon.", "The size must be sieu-nho, nho, vua or lon.")
	textBand          = fault.T("Xếp loại phải là tot, kha, trung-binh hoặc yeu.", "The rating must be tot, kha, trung-binh or yeu.")
	textLaw           = fault.T("Luật phải là luat-2023 hoặc luat-2012.", "The law must be luat-2023 or luat-2012.")
	textLawKind       = fault.T("Chỉ hợp tác xã và liên hiệp hợp tác xã đăng ký theo Luật Hợp tác xã.", "Only cooperatives and unions are registered under the Law on Cooperatives.")
	textLawLater      = fault.T("Luật Hợp tác xã 2023 có hiệu lực từ 1/7/2024: giấy đăng ký cấp trước ngày đó không thể theo luật này.", "The law of 2023 is in force since 1 July 2024: no registration of before can be under it.")
	textFuture        = fault.T("Ngày không được ở tương lai.", "The day must not lie in the future.")
	textWebsite       = fault.T("Địa chỉ trang web chưa đúng, ví dụ htx.example.vn.", "This is not a web address, such as htx.example.vn.")
	textWarnLawOver   = fault.T("Giấy đăng ký cấp từ 1/7/2024 thường theo Luật Hợp tác xã 2023. Hãy xem lại.", "A registration since 1 July 2024 is usually under the law of 2023. Please look again.")
	textWarnLawBefore = fault.T("Luật Hợp tác xã 2012 có hiệu lực từ 1/7/2013. Hãy ghi ngày của giấy đăng ký hiện hành.", "The law of 2012 is in force since 1 July 2013. Write the day of the certificate that is in force now.")
	textWarnFounded   = fault.T("Ngày thành lập sau ngày đăng ký. Hãy xem lại.", "Founded after it was registered. Please look again.")
	textStatus        = fault.T("Trạng thái phải là pending, verified, rejected, suspended, dissolved, merged hoặc all.", "The status must be pending, verified, rejected, suspended, dissolved, merged or all.")
	textSort          = fault.T("Thứ tự phải là name hoặc updated.", "The order must be name or updated.")
	textBadCursor     = fault.T("Không tiếp tục được danh sách từ vị trí này. Hãy bắt đầu lại từ đầu.", "The list cannot be continued from here. Begin again at its start.")
)

// Of an organisation's standing. %s is its name.
var (
	textNoMove        = fault.T("Không làm được việc này khi tổ chức %s.", "This cannot be done while the organisation is %s.")
	textDissolved     = fault.T("Tổ chức đã giải thể: chỉ cán bộ được sửa thông tin.", "The organisation is dissolved: only an officer may change its data.")
	textToldVerified  = fault.T("%s đã được xác minh.", "%s has been verified.")
	textToldRejected  = fault.T("Đăng ký của %s chưa được chấp nhận.", "The registration of %s has not been accepted.")
	textToldSuspended = fault.T("%s bị tạm dừng trên sàn: sản phẩm không hiển thị, hợp đồng đã ký vẫn thực hiện.", "%s is suspended: its products are not shown, its contracts go on.")
	textToldUndone    = fault.T("Quyết định vừa rồi về %s đã được rút lại.", "The last decision on %s has been taken back.")
	textUndoLate      = fault.T("Chỉ người đã quyết định mới rút lại được, trong vòng %d phút. Giải thể và gộp hồ sơ thì không rút lại được.", "Only who decided may take it back, within %d minutes; dissolving and merging cannot be taken back.")
	textActedOn       = fault.T("Tổ chức đã đăng bán, báo giá hoặc lập hợp đồng từ khi được duyệt nên không rút lại được. Nếu cần, hãy tạm dừng.", "The organisation has offered, quoted or drawn up a contract since it was approved, so the approval stands. Suspend it if need be.")
	textToldResumed   = fault.T("%s được hoạt động trở lại trên sàn.", "%s is back in trade.")
	textToldDissolved = fault.T("%s đã được ghi nhận là giải thể.", "%s has been recorded as dissolved.")
	textToldMerged    = fault.T("Hồ sơ %s đã được gộp vào hồ sơ %s của cùng tổ chức.", "The record %s has been merged into the record %s of the same organisation.")
	textToldJoined    = fault.T("Thành viên vào cùng: %s.", "Members who join: %s.")
	textToldLeft      = fault.T("Hồ sơ %s chưa từng được xác minh và đã được gộp vào hồ sơ %s của cùng tổ chức. Tài khoản không đi theo: hãy nhờ giám đốc của tổ chức mời vào.", "The record %s was never verified and has been merged into the record %s of the same organisation. Accounts do not go over: ask one of its directors to invite you.")
)

// statusTexts are how a sentence says where an organisation stands.
var statusTexts = map[Status]fault.Text{
	Pending:   fault.T("đang chờ duyệt", "pending"),
	Verified:  fault.T("đã được xác minh", "verified"),
	Rejected:  fault.T("đã bị từ chối", "rejected"),
	Suspended: fault.T("đang tạm dừng", "suspended"),
	Dissolved: fault.T("đã giải thể", "dissolved"),
	Merged:    fault.T("đã được gộp vào hồ sơ khác", "merged into another"),
}

// Of unions and their members. %s are the cooperative and the union.
var (
	textNotUnion        = fault.T("Chỉ liên hiệp hợp tác xã có hợp tác xã thành viên.", "Only a union has member cooperatives.")
	textNotCooperative  = fault.T("Không có hợp tác xã nào mang mã này.", "No cooperative has this ID.")
	textAffiliated      = fault.T("Hợp tác xã này đã là thành viên hoặc đang được mời.", "This cooperative is a member already, or has been asked.")
	textAffiliation     = fault.T("việc tham gia liên hiệp này", "membership of a union")
	textNotProposed     = fault.T("Việc tham gia này không còn chờ xác nhận.", "This membership is not waiting to be confirmed.")
	textAffiliationOver = fault.T("Việc tham gia này đã kết thúc.", "This membership is over.")
	textUntilFirst      = fault.T("Ngày kết thúc không được trước ngày tham gia.", "It cannot end before it begins.")
	textWarnAffiliates  = fault.T("Liên hiệp có ít hơn %d hợp tác xã thành viên. Con số này chưa được đối chiếu với văn bản luật.", "The union has fewer than %d member cooperatives. This number has not been checked against the law.")
	textToldProposed    = fault.T("%s được đề nghị là thành viên của %s. Hãy xác nhận hoặc từ chối.", "%s is proposed as a member of %s. Please confirm or decline.")
	textToldConfirmed   = fault.T("%s là thành viên của %s.", "%s is a member of %s.")
	textToldDeclined    = fault.T("Đề nghị để %s tham gia %s đã dừng lại.", "The proposal that %s joins %s has been dropped.")
	textToldEnded       = fault.T("%s không còn là thành viên của %s.", "%s is no longer a member of %s.")
)

// Of what officers enter for an organisation.
var (
	textChannel     = fault.T("Cách đồng ý phải là in-person, phone hoặc paper.", "The channel must be in-person, phone or paper.")
	textScope       = fault.T("Phạm vi phải là all, organization, products, certificates, capacity hoặc reports.", "The scope must be all, organization, products, certificates, capacity or reports.")
	textPast        = fault.T("Ngày không được ở quá khứ.", "The day must not lie in the past.")
	textConsent     = fault.T("sự đồng ý này", "consent")
	textRevoked     = fault.T("Sự đồng ý này đã được rút lại.", "This consent has been revoked already.")
	textToldEntry   = fault.T("Cán bộ đã nhập dữ liệu thay đơn vị ngày %s. Hãy xem lại.", "An officer entered data for your organisation on %s. Please look it over.")
	textToldConsent = fault.T("Cán bộ ghi nhận %s đồng ý để nhập dữ liệu thay đơn vị. Nếu không đúng, hãy rút lại.", "An officer recorded that %s agrees to data being entered for your organisation. Revoke it if that is not so.")
	textToldRevoked = fault.T("%s đã rút lại sự đồng ý nhập dữ liệu thay.", "%s has revoked its consent to data being entered for it.")
)

// Of duplicates and their merge.
var (
	textLikeTaxCode     = fault.T("Cùng mã số thuế %s; một bên ghi mã của đơn vị phụ thuộc", "Same tax code %s; one of them has a branch's")
	textLikeSame        = fault.T("Tên giống nhau, không kể dấu và loại hình", "Same name, but for marks and the kind")
	textLikeOrder       = fault.T("Tên cùng các từ, khác thứ tự", "The name has the same words in another order")
	textLikeNear        = fault.T("Tên chỉ khác một vài chữ cái", "The names differ by a few letters")
	textLikeCommune     = fault.T("Cùng ở %s", "Both in %s")
	textLikeSuccessor   = fault.T("Cùng ở %s, một bên ghi theo xã cũ", "Both in %s, one of them under the commune before")
	textLikePhone       = fault.T("Cùng số điện thoại", "Same phone")
	textLikeEmail       = fault.T("Cùng email", "Same email")
	textLikePerson      = fault.T("Cùng người đại diện", "Same representative")
	textLikeAddress     = fault.T("Cùng địa chỉ", "Same address")
	textMergeItself     = fault.T("Hãy chọn hai hồ sơ khác nhau.", "Choose two different records.")
	textMergeField      = fault.T("Không có thông tin này để chọn.", "There is no such field to choose.")
	textMergeSide       = fault.T("Giá trị phải lấy từ kept hoặc absorbed.", "The value comes from kept or absorbed.")
	textMergeMerged     = fault.T("Một trong hai hồ sơ đã được gộp vào hồ sơ khác.", "One of the two has been merged into another already.")
	textMergeKind       = fault.T("Hai hồ sơ khác loại hình nên là hai tổ chức.", "The two are of different kinds, thus two organisations.")
	textMergeSuspended  = fault.T("Một trong hai hồ sơ đang tạm dừng: hãy cho hoạt động lại hoặc ghi giải thể trước.", "One of the two is suspended: resume or dissolve it first.")
	textMergeStatus     = fault.T("Hồ sơ được giữ %s: hãy giữ hồ sơ kia.", "The record to keep is %s: keep the other one.")
	textMergeUnverified = fault.T("Hồ sơ được giữ chưa được xác minh: hãy giữ hồ sơ kia, hoặc xác minh trước.", "The record to keep is not verified: keep the other one, or verify it first.")
	textMergeOf         = fault.T("(Từ hồ sơ đã gộp: %s)", "(From the merged record: %s)")
)

// MergeLabels are what a merge moves, for people.
var MergeLabels = map[string]fault.Text{
	"members":      fault.T("Tài khoản được thêm vào", "Accounts that join"),
	"invites":      fault.T("Lời mời thành viên", "Invitations of members"),
	"reports":      fault.T("Báo cáo năm", "Yearly reports"),
	"ratings":      fault.T("Xếp loại", "Ratings"),
	"documents":    fault.T("Tài liệu đính kèm", "Attached documents"),
	"affiliations": fault.T("Tư cách thành viên liên hiệp", "Memberships of unions"),
	"consents":     fault.T("Đồng ý nhập hộ", "Consents to entries"),
	"entries":      fault.T("Lần nhập hộ", "Entries by officers"),
	"products":     fault.T("Sản phẩm", "Products"),
	"certificates": fault.T("Chứng nhận OCOP", "OCOP certificates"),
	"lots":         fault.T("Lô hàng", "Lots"),
	"demands":      fault.T("Nhu cầu mua", "Demands"),
	"quotes":       fault.T("Báo giá", "Quotes"),
	"joint-quotes": fault.T("Báo giá chung", "Joint quotes"),
	"invitations":  fault.T("Lời mời báo giá", "Invitations to quote"),
	"contracts":    fault.T("Hợp đồng, giữ nguyên tên bên đã ký", "Contracts, which go on naming who signed"),
	"trade-events": fault.T("Lần tham gia xúc tiến", "Trade events"),
}
