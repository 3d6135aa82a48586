package exchange

import "lienket/api/fault"

var (
	textTable         = fault.T("loại bảng này", "such kind of table")
	textRefused       = fault.T("Tệp có %d lỗi; chưa dòng nào được lưu. Hãy sửa rồi tải lên lại.", "The file has %d {error|errors}; no row was stored. Mend {it|them} and upload the file again.")
	textUnknownColumn = fault.T("Không có cột “%s”. Các cột nhận được: %s.", "There is no column “%s”. These are taken: %s.")
	textNearColumn    = fault.T("Không có cột “%s”. Nếu là cột “%s” (%s), hãy sửa tên ở dòng 1.", "There is no column “%s”. If it is “%s” (%s), mend its name in row 1.")
	textStrangeHeader = fault.T("Dòng 1 không có tên cột nào của bảng “%s”. Dòng 1 phải là tên các cột, dữ liệu từ dòng 2: hãy xoá các dòng tiêu đề ở trên, hoặc chép dữ liệu vào tệp mẫu. Các cột nhận được: %s.", "Row 1 names no column of the table “%s”. Row 1 must name the columns, with the data from row 2 on: delete the lines of a title above, or copy your data into the template. These are taken: %s.")
	textOtherTable    = fault.T("Tệp này không phải bảng “%s” mà giống bảng “%s”. Hãy chọn đúng loại bảng rồi tải lên lại.", "This file is no table “%s”; it looks like the table “%s”. Choose that kind of table and upload the file again.")
	textAreaName      = fault.T("Cột này ghi mã, không ghi tên. Mã của “%s” là: %s.", "Write the code here, not the name. The code of “%s” is: %s.")
	textAreaOld       = fault.T("“%s” là mã của %s trước 01/07/2025. Hãy ghi mã xã, phường hiện nay; xem trang mã địa bàn trong tệp mẫu.", "“%s” was the code of %s before 2025-07-01. Write the code of a commune of today; the template lists them.")
	textAreaUnknown   = fault.T("Không có địa bàn nào mang mã “%s”. Ghi mã xã, phường gồm 5 chữ số; xem trang mã địa bàn trong tệp mẫu.", "No area has the code “%s”. Write the 5 digits of a commune; the template lists them.")
	textMissingColumn = fault.T("Thiếu cột “%s” (%s). Hãy thêm vào dòng 1.", "The column “%s” (%s) is missing. Add it to row 1.")
	textColumnTwice   = fault.T("Cột “%s” có hai lần ở dòng 1; hãy xoá một cột.", "The column “%s” stands in row 1 twice; delete one.")
	textStars         = fault.T("Số sao không nhập được: sao chỉ có từ giấy chứng nhận đã xác nhận. Hãy bỏ cột này.", "Stars cannot be imported: they come from verified certificates alone. Remove this column.")
	textExample       = fault.T("%s Ví dụ: %s.", "%s For example: %s.")
	textChoices       = fault.Text{VI: "Không hiểu “%[1]s”. Hãy ghi một trong: %[2]s.", EN: "“%[1]s” is not known. Write one of: %[3]s."}
	textRange         = fault.T("Số quá lớn; hãy xem lại có thừa chữ số không.", "The number is too large; look whether it has a digit too many.")
	textYear          = fault.T("Năm là số có 4 chữ số, ví dụ 2026.", "A year has 4 digits, such as 2026.")
	textDuplicate     = fault.T("Trùng với dòng %d; hãy xoá một trong hai dòng.", "The same as row %d; delete one of the two.")

	textNoOwner       = fault.T("Chưa có tổ chức nào mang mã số thuế này. Hãy xem lại mã, hoặc nhập tổ chức trước.", "No organisation has this tax code. Look at the code again, or import the organisation first.")
	textNoOwnerName   = fault.T("Chưa có tổ chức nào tên như vậy. Hãy ghi mã số thuế, hoặc nhập tổ chức trước.", "No organisation has this name. Write the tax code, or import the organisation first.")
	textManyOwners    = fault.T("Có nhiều tổ chức trùng tên. Hãy ghi mã số thuế.", "Several organisations have this name. Write the tax code.")
	textNotYours      = fault.T("Chỉ nhập được cho tổ chức của mình, hoặc của địa bàn mình phụ trách.", "You can only import for your own organisation, or for those of your area.")
	textNoProduct     = fault.T("Tổ chức này chưa có sản phẩm nào tên như vậy. Hãy nhập sản phẩm trước.", "This organisation has no product of that name. Import the product first.")
	textManyProducts  = fault.T("Tổ chức này có nhiều sản phẩm trùng tên. Hãy đổi tên cho khác nhau trước.", "This organisation has several products of that name. Rename them first.")
	textManyGroups    = fault.T("Có nhiều tổ hợp tác trùng tên trong xã. Hãy sửa từng tổ chức trên trang.", "Several groups of the commune have this name. Change them on their pages.")
	textPriceMinNeeds = fault.T("Có giá cao nhất thì cần cả giá thấp nhất.", "With a highest price the lowest is needed too.")

	textJob          = fault.T("lần nhập này", "such import")
	textLarge        = fault.T("Tệp lớn nhất %d MB.", "A file has at most %d MB.")
	textAccident     = fault.T("Hệ thống gặp lỗi khi nhập tệp này; chưa dòng nào được lưu. Hãy thử lại sau.", "Something went wrong on our side; no row was stored. Try again later.")
	textNoticeDone   = fault.T("Đã nhập xong tệp %s.", "The file %s has been imported.")
	textNoticeFailed = fault.T("Chưa nhập được tệp %s. Xem lỗi và sửa.", "The file %s could not be imported. See its errors and mend them.")
)
