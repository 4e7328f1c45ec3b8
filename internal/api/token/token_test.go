package token_test

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/tidemark-otel/tidemark/internal/api/token"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEnsure_MakesATokenOnceForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", token.FileName)
	if _, err := token.Read(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("before: %v", err)
	}
	first, err := token.Ensure(path)
	if err != nil {
		t.Fatal(err)
	}
	if secret, err := base64.RawURLEncoding.DecodeString(first); err != nil || len(secret) != 32 {
		t.Errorf("the token %q has %d bytes (%v)", first, len(secret), err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	second, err := token.Ensure(path)
	if err != nil || second != first {
		t.Errorf("the second time it is %q (%v), the first time %q", second, err, first)
	}
	if read, err := token.Read(path); err != nil || read != first {
		t.Errorf("read %q (%v), made %q", read, err, first)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("files were left behind: %v", entries)
	}
}

func TestEnsure_ProcessesThatStartTogetherGetTheSameToken(t *testing.T) {
	path := filepath.Join(t.TempDir(), token.FileName)
	got := make([]string, 16)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			var err error
			if got[i], err = token.Ensure(path); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, g := range got {
		if g == "" || g != got[0] {
			t.Fatalf("different tokens: %q", got)
		}
	}
}

func TestRead_RefusesWhatIsNoToken(t *testing.T) {
	for name, content := range map[string]string{
		"an empty file":     "",
		"a short word":      "secret\n",
		"two words":         "0123456789abcdef 0123456789abcdef",
		"a header injected": "0123456789abcdef\r\nX-Other: 1",
		"a large file":      string(make([]byte, 1<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), token.FileName)
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := token.Read(path)
			if want := path + " holds no secret that can be used: remove it"; err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %q, %v, want the error %q", got, err, want)
			}
			if _, err := token.Ensure(path); err == nil {
				t.Error("Ensure takes it")
			}
		})
	}
}

func TestRead_RefusesAFileThatIsOpenToEveryone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	path := filepath.Join(t.TempDir(), token.FileName)
	if err := os.WriteFile(path, []byte("0123456789abcdefghijkl\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := token.Read(path)
	if want := "chmod 600 " + path; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %q, %v, want the error to say %q", got, err, want)
	}
}

func TestErrors_NameTheFileAndNotWhichSecretItIs(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"absent":             second(token.Read(filepath.Join(folder, "user-hash-key"))),
		"not a secret":       second(token.Read(file)),
		"a folder":           second(token.Ensure(folder)),
		"below another file": second(token.Ensure(filepath.Join(file, "user-hash-key"))),
	} {
		if err == nil || !strings.Contains(err.Error(), folder) || strings.Contains(err.Error(), "API token") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ string, err error) error { return err }
