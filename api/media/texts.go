package media

import "lienket/api/fault"

var (
	textFile      = fault.T("tệp này", "file")
	textStoreDown = fault.T("Kho ảnh và tài liệu đang tạm ngừng. Hãy thử lại sau ít phút.", "Photos and documents cannot be reached for the moment. Try again in a few minutes.")

	textTooLarge  = fault.T("Tệp lớn nhất %d MB.", "A file has at most %d MB.")
	textPicture   = fault.T("Chỉ nhận ảnh JPEG, PNG hoặc WebP.", "Only JPEG, PNG and WebP pictures are taken.")
	textScan      = fault.T("Chỉ nhận tệp PDF, JPEG hoặc PNG.", "Only PDF, JPEG and PNG files are taken.")
	textLies      = fault.T("Tệp ghi là %s nhưng nội dung là %s. Hãy lưu lại cho đúng kiểu.", "The file says it is %s, but it holds %s. Save it as what it is.")
	textBroken    = fault.T("Tệp bị hỏng hoặc chưa đủ. Hãy chọn lại tệp gốc.", "The file is damaged or incomplete. Choose the original again.")
	textTooMany   = fault.T("Ảnh quá lớn: tối đa %d triệu điểm ảnh. Hãy chụp hoặc lưu ở cỡ nhỏ hơn.", "The picture is too large: at most %d million pixels. Take or save it smaller.")
	textStretched = fault.T("Ảnh quá dài hoặc quá hẹp. Hãy cắt bớt.", "The picture is too long or too narrow. Crop it.")
)
