// A bare Fiber route that answers a product's worth of JSON: the mark beside which
// docs/load measures the server.
package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v2"
)

func main() {
	body := map[string]any{
		"id": "0192f0c1-0000-7000-8000-000000000000", "name": "Miến dong Côn Minh", "group": "thuc-pham", "unit": "kg",
		"description": "Miến làm từ củ dong riềng, sợi dai, trong.", "price": map[string]int{"min": 60000, "max": 75000},
		"qualityMarks": []string{"vietgap"}, "stars": 4, "status": "published", "areaCode": "01840", "version": 3,
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/", func(c *fiber.Ctx) error { return c.JSON(body) })
	log.Fatal(app.Listen(os.Args[1]))
}
