package stacktrace

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

func TestOriginOf_NobodyOfTheApplicationWroteIt(t *testing.T) {
	for _, tt := range []struct {
		runtime *runtime
		file    string
		want    Origin
	}{
		{&python, "/app/shop/orders_pb2_grpc.py", OriginGenerated},
		{&python, "/app/shop/_vendor/six.py", OriginVendored},
		{&python, "/app/shop/pb2.py", OriginApplication},
		{&java, "OrdersGrpc.java", OriginGenerated},
		{&java, "OrderDao_Impl.java", OriginGenerated},
		{&java, "OrdersImpl.java", OriginApplication},
		{&dotnet, "/src/obj/Release/net9.0/Orders.g.cs", OriginGenerated},
		{&dotnet, `C:\src\Orders.cs`, OriginApplication},
		{&v8, "/app/gen/orders_pb.js", OriginGenerated},
		{&v8, "https://unpkg.com/react@18/index.js", OriginInstalledPackage},
		{&v8, "https://shop.example/a.js", OriginApplication},
		{&gecko, "https://www.googletagmanager.com/gtm.js", OriginInstalledPackage},
		{&golang, "/src/api/orders.pb.go", OriginGenerated},
		{&golang, "/src/mocks/db.go", OriginGenerated},
		{&golang, "/src/orders/generate.go", OriginApplication},
		{&ruby, "/app/lib/orders_services_pb.rb", OriginGenerated},
		{&php, "/app/generated/GPBMetadata/Orders.php", OriginGenerated},
		{&rust, "/src/target/release/build/shop-16e4a906/out/orders.rs", OriginGenerated},
		{&rust, "src/build/orders.rs", OriginApplication},
		{&dart, "package:shop/order.freezed.dart", OriginGenerated},
		{&beam, "lib/shop/orders.pb.ex", OriginGenerated},
		{&native, "/src/build/orders.pb.cc", OriginGenerated},
		{&native, "/src/build/_deps/fmt-src/format.cc", OriginVendored},
		{&windbg, `C:\src\build\orders.pb.cc`, OriginGenerated},
		{&windbg, `C:\src\build\_deps\fmt-src\format.cc`, OriginVendored},
		{&windbg, `C:\src\stock.cpp`, OriginApplication},
		{&kernel, "drivers/shop/ioctl.c", OriginApplication},
		{&perl, "/app/Shop.pm", OriginApplication},
		{&lua, "shop.lua", OriginApplication},
		{&powershell, "/shop/a.ps1", OriginApplication},
	} {
		t.Run(tt.runtime.name+" "+tt.file, func(t *testing.T) {
			f := exception.Frame{File: tt.file, Function: "shop::f", Module: "shop"}
			if tt.runtime != &golang && tt.runtime != &java && tt.runtime != &dotnet {
				f.Module = ""
			}
			assert.Equal(t, tt.want, tt.runtime.originOf(&f), tt.runtime.originOf(&f).String())
		})
	}
}

func TestMadeCode_IsOfRuntimesThatThereAre(t *testing.T) {
	names := Runtimes("")
	for name := range madeCode {
		assert.Contains(t, names, name)
	}
	for _, name := range names {
		assert.NotEmpty(t, wrappers[name], name)
	}
	assert.Len(t, wrappers, len(names))
}
