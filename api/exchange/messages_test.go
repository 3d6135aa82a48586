package exchange_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// TestAMessageSaysWhatToDo: which column is meant, which table the file is of, which code
// stands for a place.
func TestAMessageSaysWhatToDo(t *testing.T) {
	officer := apptest.New(t).Staff("19")
	const organizations = "kind,name,taxCode,areaCode"
	for _, row := range []struct{ kind, header, line, cell, code, says string }{
		{"organizations", "kind,Tên tổ chứ,taxCode,areaCode", "group,Tổ,,01840", "B1", "unknown_column", "Không có cột “Tên tổ chứ”. Nếu là cột “Tên tổ chức” (name), hãy sửa tên ở dòng 1."},
		{"organizations", "kind,name,taxCode,aeraCode", "group,Tổ,,01840", "D1", "unknown_column", "Không có cột “aeraCode”. Nếu là cột “Mã địa bàn” (areaCode), hãy sửa tên ở dòng 1."},
		{"organizations", organizations + ",Màu sắc", "group,Tổ,,01840,đỏ", "E1", "unknown_column", "Không có cột “Màu sắc”. Các cột nhận được: "},
		{"organizations", "organizationTaxCode,productName,year,unit,m1", "1,2,3,4,5", "A1", "unknown_column", "Tệp này không phải bảng “Tổ chức” mà giống bảng “Công suất theo tháng”. Hãy chọn đúng loại bảng"},
		{"organizations", "DANH SÁCH HỢP TÁC XÃ,,,", "Loại,,,", "A1", "unknown_column", "Dòng 1 không có tên cột nào của bảng “Tổ chức”. Dòng 1 phải là tên các cột, dữ liệu từ dòng 2"},
		{"organizations", organizations, "group,Tổ,,Phường Đức Xuân", "D2", "unknown_area", "Cột này ghi mã, không ghi tên. Mã của “Phường Đức Xuân” là: 01840 (Phường Đức Xuân)."},
		{"organizations", organizations, "group,Tổ,,058", "D2", "unknown_area", "“058” là mã của "},
		{"organizations", organizations, "group,Tổ,,99999", "D2", "unknown_area", "Không có địa bàn nào mang mã “99999”. Ghi mã xã, phường gồm 5 chữ số"},
	} {
		got := load(officer, row.kind, http.StatusUnprocessableEntity, row.header, row.line)
		require.Equal(t, row.cell, got.Errors[0].Cell, row.says)
		require.Equal(t, row.code, got.Errors[0].Code, row.says)
		require.Contains(t, got.Errors[0].Message, row.says)
	}
}
