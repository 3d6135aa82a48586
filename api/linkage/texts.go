package linkage

import "lienket/api/fault"

var (
	textContract      = fault.T("hợp đồng này", "contract")
	textDelivery      = fault.T("đợt giao hàng này", "delivery")
	textForm          = fault.T("Hình thức liên kết phải là form-1 đến form-7 (Điều 4 Nghị định 98/2018/NĐ-CP).", "The linkage form must be form-1 to form-7 (Article 4, Decree 98/2018/NĐ-CP).")
	textEndFirst      = fault.T("Ngày kết thúc phải sau ngày bắt đầu.", "The end must come after the start.")
	textLines         = fault.T("Cần ít nhất một dòng hàng, nhiều nhất 100.", "One line at least, 100 at most.")
	textPrice         = fault.T("Giá là số nguyên dương, tính bằng đồng.", "A price is a positive whole number of VND.")
	textOutsideTerm   = fault.T("Tháng này nằm ngoài thời hạn hợp đồng.", "This month lies outside the contract's term.")
	textTooValuable   = fault.T("Giá trị quá lớn.", "The value is too large.")
	textStateForbids  = fault.T("Không thể %s khi hợp đồng %s.", "Cannot %s while the contract is %s.")
	textSignedAlready = fault.T("Bên mình đã ký rồi.", "Your side has signed already.")
	textEnded         = fault.T("Hợp đồng đã hết thời hạn.", "The contract's term is over.")
	textNotParty      = fault.T("Chỉ các bên của hợp đồng được làm việc này.", "Only the contract's parties may do this.")
	textQuoteCount    = fault.T("Hợp đồng chung lập từ 2 đến 50 báo giá.", "A joint contract comes from 2 to 50 quotes.")
	textQuoteTwice    = fault.T("Báo giá này đã có ở trên.", "This quote stands above already.")
	textOtherDemand   = fault.T("Báo giá thuộc nhu cầu khác; một hợp đồng chỉ gom báo giá của một nhu cầu.", "The quote is for another demand; a contract joins quotes for one.")
	textQuoteUsed     = fault.T("Báo giá này đã có hợp đồng.", "This quote has its contract already.")
	textOneQuote      = fault.T("Hợp đồng lập từ một báo giá, từ nhiều báo giá hoặc từ một báo giá chung, chỉ một cách thôi.", "A contract comes from a quote, from several or from a joint quote: one of these.")
	textNotDraft      = fault.T("Chỉ sửa được hợp đồng còn là bản nháp.", "Only a draft can be changed.")
	textBuyer         = fault.T("Bên mua phải là một doanh nghiệp hoặc tổ chức đã đăng ký.", "The buyer must be a registered enterprise or organisation.")
	textSelf          = fault.T("Một tổ chức không ký hợp đồng với chính mình.", "An organisation does not contract with itself.")
	textProduct       = fault.T("Không có sản phẩm này.", "No such product.")
	textUnit          = fault.T("Đơn vị không cùng loại với đơn vị của sản phẩm.", "The unit is of another dimension than the product's.")
	textLinesFixed    = fault.T("Dòng hàng lấy từ báo giá, không sửa ở đây.", "The lines come from the quote; they are not changed here.")
	textKind          = fault.T("Chọn một cách kết thúc: Một bên đơn phương rút, Hai bên thỏa thuận, Vi phạm hợp đồng hoặc Bất khả kháng.", "Choose how it ends: One side withdraws, By mutual agreement, For breach or By force majeure.")
	textStatus        = fault.T("Trạng thái không có trong danh mục.", "Unknown status.")

	textNotRunning    = fault.T("Chỉ giao nhận khi hợp đồng đang thực hiện.", "Deliveries need an active contract.")
	textNoLine        = fault.T("Hợp đồng không có dòng hàng này.", "The contract has no such line.")
	textNotSupplier   = fault.T("Chỉ bên bán của dòng hàng này báo giao.", "Only this line's supplier announces its deliveries.")
	textNotBuyer      = fault.T("Chỉ bên mua nghiệm thu và ghi thanh toán.", "Only the buyer accepts and records payments.")
	textMonthNotIn    = fault.T("Dòng hàng không có tháng này.", "The line has no such month.")
	textPositive      = fault.T("Số lượng phải lớn hơn 0.", "The amount must be above 0.")
	textBeyond        = fault.T("Vượt số lượng đã thỏa thuận: tháng %s còn %s %s.", "More than agreed: %s has %s %s left.")
	textFuture        = fault.T("Không được ở tương lai.", "Must not lie in the future.")
	textBeforeStart   = fault.T("Không được trước ngày hợp đồng bắt đầu.", "Must not lie before the contract's start.")
	textSum           = fault.T("Số nhận và số từ chối phải cộng đúng %s %s đã giao.", "Accepted and rejected must add up to the %s %s delivered.")
	textReasonNeeded  = fault.T("Khi từ chối hàng cần ghi lý do.", "A rejection needs its reason.")
	textDecided       = fault.T("Đợt giao này đã nghiệm thu rồi.", "This delivery has been accepted already.")
	textPayment       = fault.T("Số tiền là số nguyên dương, tính bằng đồng.", "A payment is a positive whole number of VND.")
	textMergeBetween  = fault.T("Hai tổ chức là bên mua và bên bán của hợp đồng %s nên không phải là một.", "The two are buyer and supplier of contract %s, thus not one.")
	textMergeShared   = fault.T("Hai hồ sơ cùng là bên bán trong hợp đồng %s: hợp đồng phải kết thúc trước.", "Both are suppliers of contract %s, which has to end first.")
	textReasonMissing = fault.T("Cần ghi lý do.", "A reason is needed.")
)

// eventNames are what is done to a contract, as verbs.
var eventNames = map[Event]fault.Text{
	Propose:   fault.T("gửi ký", "propose"),
	Revise:    fault.T("sửa lại", "revise"),
	Sign:      fault.T("ký", "sign"),
	Withdraw:  fault.T("rút", "withdraw"),
	Start:     fault.T("bắt đầu", "start"),
	Suspend:   fault.T("tạm dừng", "suspend"),
	Resume:    fault.T("tiếp tục", "resume"),
	Complete:  fault.T("hoàn thành", "complete"),
	Terminate: fault.T("chấm dứt", "terminate"),
}

// statusNames say what state a contract is in.
var statusNames = map[Status]fault.Text{
	Draft:      fault.T("còn là bản nháp", "a draft"),
	Proposed:   fault.T("đang chờ ký", "proposed"),
	Signed:     fault.T("đã ký, chưa đến ngày bắt đầu", "signed and not started"),
	Active:     fault.T("đang thực hiện", "active"),
	Suspended:  fault.T("đang tạm dừng", "suspended"),
	Completed:  fault.T("đã hoàn thành", "completed"),
	Terminated: fault.T("đã chấm dứt", "terminated"),
	Withdrawn:  fault.T("đã rút", "withdrawn"),
}
