package sheet

import "lienket/api/fault"

var (
	textLarge       = fault.T("Tệp lớn nhất %d MB.", "A file has at most %d MB.")
	textUnpacked    = fault.T("Bảng tính này giải nén ra quá lớn; hãy xoá hình và trang thừa, hoặc lưu dưới dạng CSV.", "This workbook unpacks to too much; remove pictures and spare sheets, or save as CSV.")
	textRows        = fault.T("Tệp dài tối đa %d dòng; hãy tách ra.", "A file has at most %d rows; split it.")
	textColumns     = fault.T("Tệp rộng tối đa %d cột; hãy xoá các cột thừa.", "A file has at most %d columns; delete the spare ones.")
	textOldFormat   = fault.T("Tệp .xls cũ hoặc có mật khẩu không đọc được; hãy lưu thành .xlsx không mật khẩu.", "An old .xls file, or one with a password, cannot be read; save it as .xlsx without one.")
	textUnreadable  = fault.T("Không đọc được tệp này. Hãy mở bằng Excel, chọn Lưu thành (Save as) .xlsx rồi tải tệp mới lên.", "This file cannot be read. Open it in Excel, choose Save as .xlsx and upload that file.")
	textCSV         = fault.T("Dòng %d của tệp CSV có dấu ngoặc kép không khớp; hãy sửa dòng đó, hoặc lưu thành .xlsx.", "Line %d of the CSV file has a quote that does not match; mend that line, or save as .xlsx.")
	textEncoding    = fault.T("Không rõ bảng mã chữ của tệp; hãy lưu thành CSV UTF-8 hoặc .xlsx.", "The file's character encoding is not clear; save it as CSV UTF-8 or .xlsx.")
	textControl     = fault.T("Tệp có ký tự điều khiển, không phải tệp văn bản CSV; hãy lưu thành .xlsx.", "The file has control characters; it is not CSV text. Save it as .xlsx.")
	textNoHeader    = fault.T("Dòng 1 đang trống; dòng 1 phải là tên các cột, dữ liệu từ dòng 2. Hãy chép dữ liệu vào tệp mẫu.", "Row 1 is empty; it must name the columns, with the data from row 2 on. Copy your data into the template.")
	textNoRows      = fault.T("Tệp chỉ có dòng tên cột; hãy điền dữ liệu từ dòng 2.", "The file has a header alone; fill in the data from row 2 on.")
	textColumnTwice = fault.T("Cột “%s” có hai lần ở dòng 1; hãy xoá hoặc đổi tên một cột.", "The column “%s” stands in row 1 twice; delete or rename one.")
	textNoColumn    = fault.T("Ô %s có dữ liệu nhưng cột không có tên ở dòng 1; hãy ghi tên cột hoặc xoá ô.", "Cell %s has content, but its column has no name in row 1; name the column or clear the cell.")
	textHeaderCell  = fault.T("Tên cột ở ô %s không đọc được: %s", "The column name in cell %s cannot be read: %s")
	textNoSheet     = fault.T("Bảng tính không có trang nào hiện ra; hãy cho hiện (Unhide) trang có dữ liệu.", "The workbook has no visible sheet; unhide the one with the data.")

	textNotNumber      = fault.T("Phải là một số.", "Must be a number.")
	textNotWhole       = fault.T("Phải là số nguyên.", "Must be a whole number.")
	textAmbiguous      = fault.T("“%s” có thể là %s hoặc %s,%s; hãy viết lại không dấu phân cách nghìn.", "“%s” may mean %s or %s.%s; write it without a thousands separator.")
	textNotDate        = fault.T("Ngày phải viết như 23/11/2026 hoặc 2026-11-23.", "Write a date as 2026-11-23 or 23/11/2026.")
	textDateNotText    = fault.T("Ô này là ngày tháng; hãy định dạng ô là văn bản rồi nhập lại.", "This cell is a date; format it as text and enter it again.")
	textDateNotNumber  = fault.T("Ô này đang được định dạng là ngày tháng; hãy đổi định dạng ô sang số rồi ghi lại.", "This cell is formatted as a date; format it as a number and enter it again.")
	textUnreadableCell = fault.T("Không đọc được ô này; hãy xoá rồi gõ lại.", "This cell cannot be read; clear it and type it again.")
)

// badCells is why a cell cannot be taken, by the code in a Bad cell's Value.
var badCells = map[string]fault.Text{
	"formula":     fault.T("Công thức chưa có kết quả; hãy mở và lưu lại bằng Excel, hoặc dán giá trị.", "The formula has no result; open and save the file in Excel, or paste the value."),
	"cell_error":  fault.T("Ô này báo lỗi (như #N/A); hãy sửa công thức hoặc gõ giá trị.", "This cell shows an error (such as #N/A); mend the formula or type the value."),
	"merged":      fault.T("Ô bị gộp; hãy bỏ gộp và điền từng ô.", "The cell is merged; unmerge it and fill each cell."),
	"hidden":      fault.T("Ô nằm ở dòng hoặc cột bị ẩn; hãy hiện ra hoặc xoá đi.", "The cell is in a hidden row or column; show it or delete it."),
	"too_long":    fault.T("Nội dung quá dài; hãy viết ngắn lại.", "The content is too long; shorten it."),
	"too_precise": fault.T("Số có hơn 15 chữ số, bảng tính không giữ đúng được; hãy định dạng ô là văn bản.", "The number has more than 15 digits, which spreadsheets do not keep; format the cell as text."),
	"not_a_date":  textNotDate,
	"legacy_text": fault.T("Chữ gõ bằng phông cũ TCVN3 (.VnTime); hãy chuyển sang Unicode.", "Text typed in the legacy font encoding TCVN3 (.VnTime); convert it to Unicode."),
}
