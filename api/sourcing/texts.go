package sourcing

import "lienket/api/fault"

var (
	textDemand         = fault.T("nhu cầu này", "demand")
	textQuote          = fault.T("báo giá này", "quote")
	textGroup          = fault.T("Nhóm sản phẩm không có trong danh mục OCOP.", "Not one of the OCOP groups.")
	textUnit           = fault.T("Đơn vị tính không có trong danh mục.", "Unknown unit.")
	textMonthPast      = fault.T("Tháng cần hàng phải sau tháng này.", "The month must come after the current one.")
	textMonthTwice     = fault.T("Tháng này đã có ở trên.", "This month stands above already.")
	textTooManyMonths  = fault.T("Tối đa 60 tháng.", "At most 60 months.")
	textAmountPositive = fault.T("Số lượng phải lớn hơn 0.", "The amount must be above 0.")
	textAmount         = fault.T("Số lượng quá lớn.", "The amount is too large.")
	textStars          = fault.T("Số sao từ 0 đến 5.", "Stars lie between 0 and 5.")
	textPrice          = fault.T("Giá là số nguyên dương, tính bằng đồng.", "A price is a positive whole number of VND.")
	textClosesPast     = fault.T("Hạn nhận báo giá phải ở tương lai.", "The closing time must lie in the future.")
	textBuyers         = fault.T("Chỉ doanh nghiệp đăng nhu cầu mua.", "Only enterprises post demands.")
	textSuppliers      = fault.T("Chỉ hợp tác xã, liên hiệp và tổ hợp tác báo giá.", "Only cooperatives, unions and groups quote.")
	textNotOpen        = fault.T("Nhu cầu này không còn nhận báo giá.", "This demand takes no more quotes.")
	textStatus         = fault.T("Trạng thái không có trong danh mục.", "Unknown status.")

	textOtherDimension = fault.T("Đơn vị của sản phẩm không cùng loại với nhu cầu.", "The product is measured in another dimension than the demand.")
	textOtherGroup     = fault.T("Sản phẩm thuộc nhóm khác.", "The product is of another group.")
	textSearchStatus   = fault.T("Chỉ tìm được theo từ trong các nhu cầu đang mở.", "Only open demands are searched by words.")
	textBelowPrices    = fault.T("Giá trần thấp hơn mọi giá đang chào bán: thấp nhất là %s ₫/%s.", "The ceiling is below every price on offer: the lowest is %s ₫/%s.")
	textFewStars       = fault.T("Sản phẩm chưa đủ số sao.", "The product has too few stars.")
	textMissingMark    = fault.T("Sản phẩm thiếu dấu chất lượng được yêu cầu.", "The product lacks a quality mark that is asked for.")
	textAboveCeiling   = fault.T("Giá cao hơn mức trần của nhu cầu.", "The price is above the demand's ceiling.")

	textOrder          = fault.T("Cách xếp không có trong danh mục.", "Unknown order.")
	textVisibility     = fault.T("Chọn công khai hoặc chỉ đơn vị được mời.", "Either public or invited.")
	textDemandForbids  = fault.T("Không thể %s khi nhu cầu %s.", "Cannot %s a demand that is %s.")
	textNothingAwarded = fault.T("Chưa chọn báo giá nào nên không thể %s.", "Nothing is awarded yet: cannot %s.")
	textPartAwarded    = fault.T("Đã chọn báo giá cho nhu cầu này nên không thể %s.", "A part is awarded already: cannot %s.")
	textCancelReason   = fault.T("Hãy chọn một lý do trong danh mục.", "Choose one of the reasons.")
	textCancelNote     = fault.T("Hãy ghi rõ lý do.", "Write down the reason.")
	textOnlyExtend     = fault.T("Nhu cầu đã đăng chỉ sửa được mô tả và lùi hạn nhận báo giá.", "Of a published demand only the description and a later closing time can be changed.")
	textOnlyLater      = fault.T("Hạn mới phải muộn hơn hạn cũ.", "The new closing time must be later.")
	textInvitation     = fault.T("lời mời này", "invitation")
	textInviteCount    = fault.T("Mời ít nhất một, nhiều nhất 200 đơn vị.", "Invite one organisation at least, 200 at most.")
	textInvitee        = fault.T("Chỉ mời được hợp tác xã, liên hiệp hoặc tổ hợp tác đã xác thực.", "Only verified cooperatives, unions and groups are invited.")
	textHasQuoted      = fault.T("Đơn vị này đã báo giá, không rút lời mời được nữa.", "This organisation has quoted; the invitation stands.")

	textAwardCount     = fault.T("Chọn ít nhất một báo giá, nhiều nhất 50.", "Choose one quote at least, 50 at most.")
	textQuoteTwice     = fault.T("Báo giá này đã có ở trên.", "This quote stands above already.")
	textQuoteElsewhere = fault.T("Báo giá không thuộc nhu cầu này.", "Not a quote for this demand.")
	textNotOffered     = fault.T("Báo giá không có sản phẩm này.", "The quote does not offer this product.")
	textAboveOffer     = fault.T("Vượt số lượng đã chào: nhiều nhất %s %s.", "More than is offered: at most %s %s.")
	textAboveDemand    = fault.T("Tháng %s chỉ còn cần %s %s.", "%s wants only %s %s more.")
	textFarAboveDemand = fault.T("Nhu cầu chỉ cần %s %s trong tháng này; lượng chào gấp hơn 10 lần, có phải nhầm đơn vị tính?", "The demand asks for %s %s in this month; the offer is more than ten times that. Was another unit meant?")
	textTakenMeanwhile = fault.T("Bên mua đã chọn đủ hàng cho các tháng này.", "The buyer has taken enough for these months meanwhile.")

	textInvited         = fault.T("%s mời đơn vị báo giá cho nhu cầu “%s”, hạn %s.", "%s invites you to quote for “%s” until %s.")
	textDemandExtended  = fault.T("Nhu cầu “%s” nhận báo giá đến %s.", "“%s” takes quotes until %s now.")
	textDemandReworded  = fault.T("Mô tả của nhu cầu “%s” đã được sửa.", "The description of “%s” has changed.")
	textDemandClosed    = fault.T("Nhu cầu “%s” đã đóng, không nhận báo giá nữa.", "“%s” is closed and takes no more quotes.")
	textDemandCancelled = fault.T("Nhu cầu “%s” đã bị hủy: %s.", "“%s” has been cancelled: %s.")
	textDemandAwarded   = fault.T("Bên mua đã chọn đủ hàng cho nhu cầu “%s”.", "The buyer has found all that “%s” asked for.")
	textClosingBuyer    = fault.T("Nhu cầu “%s” ngừng nhận báo giá ngày %s; có %d báo giá đang chờ.", "“%s” closes on %s; %d {quote waits|quotes wait}.")
	textClosingInvited  = fault.T("Nhu cầu “%s” mời đơn vị báo giá sắp đóng, hạn %s.", "“%s”, to which you are invited, closes on %s.")
	textOverBuyer       = fault.T("Nhu cầu “%s” đã hết hạn nhận báo giá; có %d báo giá chờ chọn.", "“%s” takes no more quotes; %d {waits|wait} for your choice.")
	textOverBidder      = fault.T("Nhu cầu “%s” đã hết hạn nhận báo giá, bên mua đang chọn.", "“%s” takes no more quotes; the buyer is choosing.")
	textQuoteNew        = fault.T("%s báo giá cho nhu cầu “%s”.", "%s quotes for “%s”.")
	textQuoteCountered  = fault.T("Bên kia trả giá khác cho nhu cầu “%s”.", "The other side makes a counter-offer for “%s”.")
	textQuoteAccepted   = fault.T("Báo giá cho nhu cầu “%s” được chấp nhận.", "The quote for “%s” is accepted.")
	textQuoteDeclined   = fault.T("Báo giá cho nhu cầu “%s” bị từ chối.", "The quote for “%s” is declined.")
	textQuoteWithdrawn  = fault.T("Bên bán rút báo giá cho nhu cầu “%s”.", "The supplier withdraws the quote for “%s”.")
	textQuoteLapsing    = fault.T("Báo giá cho nhu cầu “%s” hết hiệu lực ngày %s, đang chờ đơn vị trả lời.", "The quote for “%s” lapses on %s and waits for your answer.")
	textQuoteLapsed     = fault.T("Báo giá cho nhu cầu “%s” đã hết hiệu lực.", "The quote for “%s” has lapsed.")

	textJoint            = fault.T("báo giá chung này", "joint quote")
	textJointForbids     = fault.T("Không thể %s khi báo giá chung %s.", "Cannot %s a joint quote that is %s.")
	textJointLines       = fault.T("Cần ít nhất một dòng hàng, nhiều nhất 100. Phương án trống thì chưa mời được ai.", "One line at least, 100 at most. An empty plan invites nobody.")
	textJointSuppliers   = fault.T("Báo giá chung cần từ 2 đến 50 bên bán.", "A joint quote has 2 to 50 suppliers.")
	textJointSecret      = fault.T("Nhu cầu này chỉ dành cho đơn vị được mời; hãy đề nghị bên mua mời thêm.", "This demand is for the invited alone; ask the buyer to invite more.")
	textJointRunning     = fault.T("Đã có một báo giá chung của đơn vị đang chờ trả lời cho nhu cầu này.", "Your organisation has a joint quote for this demand that waits for answers.")
	textJointOver        = fault.T("Báo giá chung đã hết hạn.", "The joint quote is no longer valid.")
	textJointReminded    = fault.T("%s nhắc đơn vị trả lời phần của mình trong báo giá chung cho “%s”, hạn %s.", "%s reminds you to answer for your part of the joint quote for “%s” until %s.")
	textJointTooSoon     = fault.T("Đã nhắc trong 24 giờ qua; hãy chờ các bên trả lời.", "They were reminded within the last 24 hours; give them time.")
	textJointAllAnswered = fault.T("Các bên đã trả lời hết, không còn ai để nhắc.", "All have answered; there is nobody to remind.")
	textJointFull        = fault.T("Cả gói đã đủ phần còn lại của nhu cầu, không cần mời thêm.", "The whole covers what remains of the demand; nobody more is needed.")
	textJointNoMore      = fault.T("Không còn bên bán nào khác đáp ứng được phần thiếu.", "No other supplier can serve what is missing.")
	textJointHasPart     = fault.T("Bên bán này đã có phần trong báo giá chung.", "This supplier has a part of the joint quote already.")
	textJointNobody      = fault.T("Chưa có bên bán nào xác nhận.", "No supplier has confirmed yet.")
	textJointNotAccepted = fault.T("Báo giá chung chưa được chấp nhận.", "The joint quote has not been accepted.")
	textLeadSelf         = fault.T("Bên bán chỉ đề xuất báo giá chung do chính mình làm đầu mối.", "A supplier proposes a joint quote with itself in the lead.")
	textJointAsked       = fault.T("%s mời đơn vị cùng báo giá cho nhu cầu “%s”, trả lời trước %s.", "%s asks you for your part of a joint quote for “%s” until %s.")
	textJointLed         = fault.T("%s đề xuất báo giá chung cho nhu cầu “%s”.", "%s proposes a joint quote for “%s”.")
	textJointComplete    = fault.T("Các bên đã trả lời xong báo giá chung cho nhu cầu “%s”.", "All have answered: the joint quote for “%s” is on offer.")
	textJointLapsing     = fault.T("Báo giá chung cho nhu cầu “%s” hết hạn ngày %s, đang chờ trả lời.", "The joint quote for “%s” lapses on %s and waits for an answer.")
	textJointLapsed      = fault.T("Báo giá chung cho nhu cầu “%s” đã hết hạn.", "The joint quote for “%s” has lapsed.")

	textLines            = fault.T("Cần ít nhất một dòng hàng, nhiều nhất 50.", "One line at least, 50 at most.")
	textProductTwice     = fault.T("Mỗi sản phẩm chỉ một dòng.", "One line per product only.")
	textNotOwn           = fault.T("Sản phẩm không phải của đơn vị mình.", "The product is not your organisation's.")
	textNotOnOffer       = fault.T("Sản phẩm chưa đăng bán.", "The product is not published.")
	textMonthNotIn       = fault.T("Nhu cầu không hỏi tháng này.", "The demand does not ask for this month.")
	textInexact          = fault.T("Số lượng không đổi được chính xác sang đơn vị của sản phẩm (%s).", "The amount cannot be expressed exactly in the product's unit (%s).")
	textValidPast        = fault.T("Hạn báo giá phải ở tương lai.", "The quote must be valid until some time in the future.")
	textQuoteOver        = fault.T("Báo giá đã hết hạn.", "The quote is no longer valid.")
	textQuoteDecided     = fault.T("Báo giá này đã được quyết định.", "This quote has been decided on.")
	textYourTurn         = fault.T("Đang chờ bên kia trả lời.", "It is the other side's turn.")
	textQuoteNotAccepted = fault.T("Báo giá chưa được chấp nhận.", "The quote has not been accepted.")
	textQuoteDrawn       = fault.T("Báo giá này đã có hợp đồng.", "This quote has its contract already.")
	textOnlySupplier     = fault.T("Chỉ bên bán rút được báo giá.", "Only the supplier withdraws a quote.")

	textOpened = fault.T("Có nhu cầu mới hợp với đơn vị: “%s”. Sản phẩm “%s” đáp ứng được.", "A new demand that you could serve: “%s”, with your product “%s”.")
	textCursor = fault.T("Con trỏ trang không đọc được.", "The cursor cannot be read.")

	factorText          = fault.T("Tên đúng như từ khóa", "Named just as asked")
	factorTextApart     = fault.T("Tên có đủ các từ khóa", "The name has all the words")
	factorTextOther     = fault.T("Khớp với tên gọi khác hoặc phân loại", "Matches another name or the category")
	factorCoverage      = fault.T("Đáp ứng %s/%s %s", "Covers %s of %s %s")
	factorPrice         = fault.T("Giá từ %s đ, trần %s đ (mỗi %s)", "From %s VND against a ceiling of %s (per %s)")
	factorPriceAny      = fault.T("Giá theo yêu cầu", "Price on request")
	factorPriceNo       = fault.T("Nhu cầu không đặt giá trần", "The demand sets no ceiling")
	factorStars         = fault.T("OCOP %d sao", "OCOP %d {star|stars}")
	factorStarsNo       = fault.T("Chưa có sao OCOP", "No OCOP stars")
	factorMarks         = fault.T("Có thêm %s", "Also has %s")
	factorMarksNo       = fault.T("Không có dấu chất lượng nào ngoài yêu cầu", "No quality mark beyond those asked for")
	factorDistance      = fault.T("Cách nơi giao khoảng %d km", "About %d km from the place of delivery")
	factorDistanceNo    = fault.T("Chưa rõ khoảng cách đến nơi giao", "The distance is not known")
	factorReliability   = fault.T("Giao đúng hạn %s/%d lần đến hạn", "On time in %s of %d {delivery|deliveries} due")
	factorReliabilityNo = fault.T("Chưa có lần giao nào đến hạn", "No delivery has been due yet")
	factorNewcomer      = fault.T("Nhà cung cấp mới, được cộng thêm cơ hội", "A newcomer, given a chance")
	factorKnown         = fault.T("Đã có lịch sử giao hàng", "Has delivered before")

	textLead            = fault.T("Đơn vị đầu mối phải là hợp tác xã, liên hiệp hoặc tổ hợp tác đã xác minh.", "The lead must be a verified cooperative, union or group.")
	textObjective       = fault.T("Mục tiêu không có trong danh mục.", "Unknown objective.")
	noteMoreNoCapacity  = fault.T("Và %d sản phẩm khác không còn sản lượng trống trong các tháng này.", "And %d more {product has|products have} no uncommitted capacity in these months.")
	noteMinOrder        = fault.T("“%s” có mức đặt tối thiểu %s %s mỗi tháng, cao hơn lượng cần hoặc lượng còn trống.", "“%s” has a minimum order of %s %s a month, more than is asked for or left.")
	noteMoreMinOrder    = fault.T("Và %d sản phẩm khác có mức đặt tối thiểu quá cao.", "And %d more {product has|products have} too high a minimum order.")
	noteTiers           = fault.T("“%s” có giá theo bậc số lượng; phương án tính theo giá cao nhất, giá thực có thể thấp hơn.", "“%s” has prices by volume; the plan counts the highest, the real one may be lower.")
	noteNoSuchGoods     = fault.T("Chưa có sản phẩm đang bán nào đúng từ khóa “%s”. Hãy thử tên gọi khác hoặc ít từ hơn.", "No product on offer fits the words “%s”. Try another name or fewer words.")
	noteFilteredGroup   = fault.T("%d/%d sản phẩm đúng từ khóa thuộc nhóm khác.", "With these words, but of another group: %d of %d.")
	noteFilteredStars   = fault.T("%d/%d sản phẩm đúng từ khóa chưa đủ số sao.", "With these words, but with too few stars: %d of %d.")
	noteFilteredMarks   = fault.T("%d/%d sản phẩm đúng từ khóa thiếu dấu chất lượng được yêu cầu.", "With these words, but without a quality mark that is asked for: %d of %d.")
	noteFilteredCeiling = fault.T("%d/%d sản phẩm đúng từ khóa có giá cao hơn mức trần.", "With these words, but above the ceiling: %d of %d.")

	relaxStars     = fault.T("Nhận sản phẩm từ %d sao: thêm %s %s.", "Take products from %d {star|stars} on: %s %s more.")
	relaxNoStars   = fault.T("Nhận cả sản phẩm chưa có sao: thêm %s %s.", "Take products without stars too: %s %s more.")
	relaxMark      = fault.T("Không đòi dấu “%s”: thêm %s %s.", "Do without the mark “%s”: %s %s more.")
	relaxGroup     = fault.T("Nhận cả sản phẩm ngoài nhóm “%s”: thêm %s %s.", "Take products outside the group “%s” too: %s %s more.")
	relaxCeiling   = fault.T("Nâng giá trần lên %s ₫/%s: thêm %s %s.", "Raise the ceiling to %s ₫/%s: %s %s more.")
	relaxOnRequest = fault.T("Thỏa thuận giá với các sản phẩm bán theo yêu cầu: thêm %s %s.", "Agree on a price with those who sell on request: %s %s more.")
	relaxSuppliers = fault.T("Nhận hàng từ %d bên bán: thêm %s %s.", "Buy from %d {supplier|suppliers}: %s %s more.")
	relaxMinOrder  = fault.T("Thương lượng bỏ mức đặt tối thiểu: thêm %s %s.", "Negotiate the minimum orders away: %s %s more.")
	relaxEarlier   = fault.T("Nhận sớm hàng của tháng %s ngay trong %s: thêm %s %s.", "Take goods for %s early, in %s: %s %s more.")
	relaxLater     = fault.T("Nhận muộn hàng của tháng %s trong %s: thêm %s %s.", "Take goods for %s late, in %s: %s %s more.")

	noteOnRequest    = fault.T("“%s” bán theo giá thỏa thuận và nhu cầu không có giá trần, nên không đưa vào phương án.", "“%s” is sold at a price on request and the demand has no ceiling, so it stays out of the plan.")
	noteNoCapacity   = fault.T("“%s” không còn sản lượng trống trong các tháng này.", "“%s” has no uncommitted capacity in these months.")
	noteNoCandidates = fault.T("Chưa có sản phẩm nào đáp ứng các điều kiện. Hãy nới số sao, dấu chất lượng, giá trần hoặc từ khóa.", "No product meets the conditions. Relax the stars, marks, ceiling or keywords.")
	noteMaxSuppliers = fault.T("Đã dùng hết %d nhà cung cấp cho phép; thêm nhà cung cấp có thể bù phần thiếu.", "No more than %d {supplier is|suppliers are} allowed; allowing more may close the gap.")
	noteAllAwarded   = fault.T("Đã chọn đủ hàng cho mọi tháng của nhu cầu; không còn phần nào để lập phương án.", "Offers are accepted for all that the demand asks for; nothing remains to plan.")
	noteShortfall    = fault.T("Tháng %s thiếu nhiều nhất: %s %s.", "%s lacks the most: %s %s.")
)

// demandEventNames are what is done to a demand, as verbs.
var demandEventNames = map[DemandEvent]fault.Text{
	PublishDemand: fault.T("đăng", "publish"),
	EditDemand:    fault.T("sửa", "change"),
	AwardDemand:   fault.T("chọn báo giá", "award"),
	AgreeDemand:   fault.T("nhận lời", "agree to"),
	CloseDemand:   fault.T("đóng", "close"),
	CancelDemand:  fault.T("hủy", "cancel"),
	ExpireDemand:  fault.T("cho hết hạn", "let expire"),
}

// demandStatusNames say what state a demand is in.
var demandStatusNames = map[DemandStatus]fault.Text{
	DemandDraft:     fault.T("còn là bản nháp", "a draft"),
	DemandOpen:      fault.T("đang mở", "open"),
	DemandAwarded:   fault.T("đã chọn xong", "awarded"),
	DemandClosed:    fault.T("đã đóng", "closed"),
	DemandCancelled: fault.T("đã hủy", "cancelled"),
	DemandExpired:   fault.T("đã hết hạn", "expired"),
}

// cancelReasonNames are CancelReasons in words.
var cancelReasonNames = map[string]fault.Text{
	"no-longer-needed": fault.T("không còn nhu cầu", "no longer needed"),
	"bought-elsewhere": fault.T("đã mua nơi khác", "bought elsewhere"),
	"terms-changed":    fault.T("thay đổi yêu cầu, sẽ đăng lại", "the terms have changed and it will be posted anew"),
	"mistake":          fault.T("đăng nhầm", "posted by mistake"),
	"other":            fault.T("lý do khác", "another reason"),
}

// jointTexts are what is told of each move; those of a supplier name it.
var jointTexts = map[JointEvent]fault.Text{
	ConfirmPart:   fault.T("%s xác nhận phần của mình trong báo giá chung cho “%s”.", "%s confirms its part of the joint quote for “%s”."),
	ChangePart:    fault.T("%s sửa phần của mình trong báo giá chung cho “%s”.", "%s changes its part of the joint quote for “%s”."),
	DropPart:      fault.T("%s không tham gia báo giá chung cho “%s”.", "%s takes no part in the joint quote for “%s”."),
	OfferJoint:    fault.T("Báo giá chung cho nhu cầu “%s” đã chốt, chờ bên mua quyết định.", "The joint quote for “%s” is on offer and waits for the buyer."),
	AcceptJoint:   fault.T("Bên mua chấp nhận báo giá chung cho nhu cầu “%s”. Các bên có thể lập hợp đồng.", "The buyer accepts the joint quote for “%s”. A contract can be drawn up."),
	DeclineJoint:  fault.T("Bên mua từ chối báo giá chung cho nhu cầu “%s”.", "The buyer declines the joint quote for “%s”."),
	FillJoint:     textJointAsked,
	RemindParts:   textJointReminded,
	WithdrawJoint: fault.T("Báo giá chung cho nhu cầu “%s” đã được rút.", "The joint quote for “%s” is withdrawn."),
}

// jointEventNames are what is done to a joint quote, as verbs.
var jointEventNames = map[JointEvent]fault.Text{
	ConfirmPart:   fault.T("xác nhận", "confirm"),
	ChangePart:    fault.T("sửa", "change"),
	DropPart:      fault.T("rút khỏi", "leave"),
	OfferJoint:    fault.T("chốt", "offer"),
	AcceptJoint:   fault.T("chấp nhận", "accept"),
	DeclineJoint:  fault.T("từ chối", "decline"),
	WithdrawJoint: fault.T("rút", "withdraw"),
	FillJoint:     fault.T("mời thêm bên bán vào", "ask more suppliers into"),
	RemindParts:   fault.T("nhắc các bên của", "remind those of"),
}

// jointStatusNames say what state a joint quote is in.
var jointStatusNames = map[JointStatus]fault.Text{
	JointInviting:  fault.T("đang chờ các bên bán", "waiting for its suppliers"),
	JointOffered:   fault.T("đang chờ bên mua", "on offer"),
	JointAccepted:  fault.T("đã được chấp nhận", "accepted"),
	JointDeclined:  fault.T("đã bị từ chối", "declined"),
	JointWithdrawn: fault.T("đã rút", "withdrawn"),
}

// Of what hinders that two records of an organisation are merged.
var (
	textMergeOffer  = fault.T("Hai bên còn báo giá cho nhau chưa trả lời: cần rút hoặc từ chối trước.", "There is an open quote between the two: it has to be withdrawn or declined first.")
	textMergeRivals = fault.T("Cả hai còn báo giá cho cùng một nhu cầu: cần rút bớt một báo giá trước.", "Both have an open quote for the same demand: one has to be withdrawn first.")
	textMergeJoint  = fault.T("Cả hai cùng tham gia một báo giá chung: cần rút trước.", "Both take part in one joint quote, which has to be withdrawn first.")
)
