package account

import "lienket/api/fault"

// The messages of this package.
var (
	textUser    = fault.T("tài khoản", "account")
	textSession = fault.T("phiên đăng nhập này", "session")

	textEmail      = fault.T("Nhập địa chỉ email đúng dạng, ví dụ ten@htx.vn.", "Enter an email address, such as name@htx.vn.")
	textEmailLong  = fault.T("Email dài tối đa 254 ký tự.", "An email has at most 254 characters.")
	textEmailTaken = fault.T("Email này đã có tài khoản.", "This email already has an account.")

	textPasswordShort   = fault.T("Mật khẩu cần ít nhất %d ký tự.", "A password needs at least %d characters.")
	textPasswordLong    = fault.T("Mật khẩu dài tối đa %d ký tự.", "A password has at most %d characters.")
	textPasswordText    = fault.T("Mật khẩu có ký tự không dùng được.", "The password has characters that can't be used.")
	textPasswordEmail   = fault.T("Mật khẩu không được là email hay họ tên của bạn.", "The password can't be your email or your name.")
	textPasswordObvious = fault.T("Mật khẩu này quá dễ đoán. Hãy thử ghép vài từ không liên quan.", "This password is too easy to guess. Try a few unrelated words.")
	textPasswordWrong   = fault.T("Mật khẩu chưa đúng.", "The password is wrong.")
	textPasswordSame    = fault.T("Mật khẩu mới phải khác mật khẩu cũ.", "The new password must differ from the old one.")

	textName     = fault.T("Nhập họ tên, từ 1 đến 120 ký tự.", "Enter a full name of 1 to 120 characters.")
	textPhone    = fault.T("Nhập số điện thoại dạng 0912345678 hoặc +84912345678.", "Enter a phone number such as 0912345678 or +84912345678.")
	textRole     = fault.T("Vai trò không có.", "No such role.")
	textArea     = fault.T("Cán bộ cần mã địa bàn phụ trách; người khác thì không.", "An officer needs the code of their area; others have none.")
	textOrg      = fault.T("Thiếu tổ chức.", "The organisation is missing.")
	textKind     = fault.T("Loại tổ chức không có.", "No such kind of organisation.")
	textPosition = fault.T("Vị trí trong tổ chức không có.", "No such position in an organisation.")
	textMany     = fault.T("Một tài khoản thuộc tối đa %d tổ chức.", "An account belongs to at most %d organisations.")

	textNoMember = fault.T(
		"Tài khoản cán bộ và quản trị không thuộc tổ chức nào.",
		"Officers and administrators belong to no organisation.")
	textSignIn           = fault.T("Email hoặc mật khẩu chưa đúng.", "The email or the password is wrong.")
	textDisabled         = fault.T("Tài khoản đã bị khóa. Hãy liên hệ cán bộ phụ trách.", "This account is disabled. Ask your officer.")
	textEnded            = fault.T("Phiên đăng nhập đã hết. Hãy đăng nhập lại.", "Your session has ended. Sign in again.")
	textThrottledSeconds = fault.T("Sai quá nhiều lần. Hãy thử lại sau %d giây.", "Too many failed tries. Try again in %d {second|seconds}.")
	textThrottledMinutes = fault.T("Sai quá nhiều lần. Hãy thử lại sau %d phút.", "Too many failed tries. Try again in %d {minute|minutes}.")
	textBusy             = fault.T("Máy chủ đang bận. Hãy thử lại sau giây lát.", "The server is busy. Try again in a moment.")
	textForm             = fault.T("Biểu mẫu đã hết hạn. Hãy tải lại trang rồi gửi lại.", "This form has expired. Reload the page and send it again.")
)

// The refusals of signing in. None tells whether an email has an account.
var (
	errSignIn   = fault.New(fault.Unauthenticated, textSignIn)
	errEnded    = fault.New(fault.Unauthenticated, textEnded)
	errDisabled = fault.New(fault.Forbidden, textDisabled)
	errForm     = fault.New(fault.Forbidden, textForm)
)
