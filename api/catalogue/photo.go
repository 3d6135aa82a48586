package catalogue

import (
	"context"
	"crypto/rand"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"lienket/api/account"
	"lienket/api/fault"
	"lienket/api/media"
	"lienket/api/store"
)

// MaxPhotos is how many photos a product has at most.
const MaxPhotos = 10

// Photo is a picture of a product in several sizes. Its ID is random and hard to
// guess (128 bits), and who knows it may see the picture: so a photo has one
// address for all, which caches may keep for ever, and photos of a draft are seen
// by nobody whom its owner does not show them to.
type Photo struct {
	ID    string       `json:"id"`
	Alt   string       `json:"alt,omitempty"` // what it shows, for who can't see it
	Sizes []media.Size `json:"sizes"`         // narrowest first
}

// Largest is its largest size.
func (p *Photo) Largest() media.Size { return p.Sizes[len(p.Sizes)-1] }

// PhotoPath is where a product's photo is served in one of its sizes, below the
// root of the site.
func PhotoPath(productID, photoID string, size media.Size) string {
	return "/media/" + photoKey(productID, photoID, size)
}

// MaxAlt is the length of the longest description of a photo.
const MaxAlt = 200

const photoPrefix = "photos/"

func photoKey(productID, photoID string, size media.Size) string {
	return fmt.Sprintf("%s%s/%s-%d.jpg", photoPrefix, productID, photoID, size.Width)
}

var photoName = regexp.MustCompile(`^([a-z0-9]{26})-([1-9][0-9]{0,3})\.jpg$`)

// NewPhoto is a photo whose files are stored and that no product has yet.
type NewPhoto struct {
	productID string
	photo     Photo
}

// ID is what the photo's will be.
func (n *NewPhoto) ID() string { return n.photo.ID }

func (n *NewPhoto) keys() []string { return keysOf(n.productID, &n.photo) }

func keysOf(productID string, p *Photo) []string {
	keys := make([]string, len(p.Sizes))
	for i, size := range p.Sizes {
		keys[i] = photoKey(productID, p.ID, size)
	}
	return keys
}

// PreparePhoto reads a picture that a member uploads and stores its files. It is
// slow and belongs outside a Tx. AddPhoto follows; where it does not, or fails,
// DropPhoto clears the files away. Errors: those of media.ReadPicture,
// StateForbids when the product has all the photos it may have.
func (s *Service) PreparePhoto(ctx context.Context, actor account.Actor, productID string, upload media.Upload, alt string) (*NewPhoto, error) {
	product, err := s.manageable(ctx, actor, productID)
	if err != nil {
		return nil, err
	}
	if err := roomForPhoto(product); err != nil {
		return nil, err
	}
	var check fault.Check
	alt = check.Line("alt", alt, 0, MaxAlt)
	renditions, err := media.ReadPicture(ctx, upload)
	if err := check.Take("", err); err != nil {
		return nil, err
	}
	if err := check.Err(); err != nil {
		return nil, err
	}
	n := &NewPhoto{productID: productID, photo: Photo{ID: strings.ToLower(rand.Text()), Alt: alt}}
	for _, rendition := range renditions {
		n.photo.Sizes = append(n.photo.Sizes, rendition.Size)
		key := photoKey(productID, n.photo.ID, rendition.Size)
		if err := s.media.Put(ctx, key, string(media.JPEG), rendition.Data); err != nil {
			s.DropPhoto(ctx, n)
			return nil, err
		}
	}
	return n, nil
}

// DropPhoto clears away the files of a photo that was not added. What cannot be
// removed now is swept later.
func (s *Service) DropPhoto(ctx context.Context, n *NewPhoto) { _ = s.media.Remove(ctx, n.keys()...) }

func roomForPhoto(p *Product) error {
	if len(p.Photos) >= MaxPhotos {
		text := textPhotosFull.With(MaxPhotos)
		return fault.New(fault.StateForbids, text).WithField("file", "too_many", text)
	}
	return nil
}

// AddPhoto puts a prepared photo behind the others.
func (s *Service) AddPhoto(ctx context.Context, actor account.Actor, n *NewPhoto, version int64) (*Product, error) {
	return s.update(ctx, actor, n.productID, version, func(_ context.Context, p *Product) error {
		if err := roomForPhoto(p); err != nil {
			return err
		}
		p.Photos = append(p.Photos, n.photo)
		return nil
	})
}

// PhotoChange alters a photo; nil leaves a field. Position 0 makes it the cover.
type PhotoChange struct {
	Position *int
	Alt      *string
}

// ChangePhoto moves or describes a photo.
func (s *Service) ChangePhoto(ctx context.Context, actor account.Actor, productID, photoID string, version int64, change PhotoChange) (*Product, error) {
	return s.update(ctx, actor, productID, version, func(_ context.Context, p *Product) error {
		at, err := p.photo(photoID)
		if err != nil {
			return err
		}
		var check fault.Check
		photo := p.Photos[at]
		if change.Alt != nil {
			photo.Alt = check.Line("alt", *change.Alt, 0, MaxAlt)
		}
		to := at
		if change.Position != nil {
			to = *change.Position
			check.That(to >= 0 && to < len(p.Photos), "position", "out_of_range", textPosition.With(len(p.Photos)-1))
		}
		if err := check.Err(); err != nil {
			return err
		}
		p.Photos = slices.Insert(slices.Delete(p.Photos, at, at+1), to, photo)
		return nil
	})
}

// RemovePhoto removes a photo; its files follow once that is committed.
func (s *Service) RemovePhoto(ctx context.Context, actor account.Actor, productID, photoID string, version int64) (*Product, error) {
	var removed Photo
	product, err := s.update(ctx, actor, productID, version, func(_ context.Context, p *Product) error {
		at, err := p.photo(photoID)
		if err != nil {
			return err
		}
		removed = p.Photos[at]
		p.Photos = slices.Delete(p.Photos, at, at+1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.dropPhotoFiles(ctx, productID, removed)
	return product, nil
}

// dropPhotoFiles removes the files of photos once the Tx of ctx has committed.
// What cannot be removed then is swept later.
func (s *Service) dropPhotoFiles(ctx context.Context, productID string, photos ...Photo) {
	var keys []string
	for i := range photos {
		keys = append(keys, keysOf(productID, &photos[i])...)
	}
	store.AfterCommit(ctx, func() { _ = s.media.Remove(ctx, keys...) })
}

func (p *Product) photo(id string) (int, error) {
	at := slices.IndexFunc(p.Photos, func(photo Photo) bool { return photo.ID == id })
	if at < 0 {
		return 0, fault.Missing(textPhoto)
	}
	return at, nil
}

// PhotoFile reads a file of PhotoPath. Whoever knows the address may.
func (s *Service) PhotoFile(ctx context.Context, productID, name string) ([]byte, error) {
	if !photoName.MatchString(name) || strings.ContainsAny(productID, "/.") {
		return nil, fault.Missing(textPhoto)
	}
	return s.media.Get(ctx, photoPrefix+productID+"/"+name, media.MaxBytes)
}

// orphanAge is how old a file must be before it counts as left behind: older than
// any request that may still refer to it.
const orphanAge = 24 * time.Hour

// SweepPhotos removes files that no product refers to, such as a crash leaves
// behind, and counts them.
func (s *Service) SweepPhotos(ctx context.Context) (int, error) {
	var product *Product // files of one product follow each other
	return s.media.Sweep(ctx, photoPrefix, s.clock().Add(-orphanAge), func(ctx context.Context, key string) (bool, error) {
		id, name, _ := strings.Cut(strings.TrimPrefix(key, photoPrefix), "/")
		if product == nil || product.ID != id {
			found, err := s.products.Get(ctx, id)
			if fault.Is(err, fault.NotFound) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			product = found
		}
		for i := range product.Photos {
			if slices.Contains(keysOf(id, &product.Photos[i]), photoPrefix+id+"/"+name) {
				return true, nil
			}
		}
		return false, nil
	})
}
