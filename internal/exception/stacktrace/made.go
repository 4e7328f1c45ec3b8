package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// originOf says whose code a frame is: by the rules of the runtime, and what they take for the application's
// by where tools put code that nobody of the application has written.
func (r *runtime) originOf(f *exception.Frame) Origin {
	if origin := r.origin(f); origin != OriginApplication {
		return origin
	}
	return madeCode[r.name].origin(f.File)
}

// markInApp sets InApp of frames, as originOf says. Frames that follow each other are often of one file.
func (r *runtime) markInApp(frames []exception.Frame) {
	made := madeCode[r.name]
	file, origin := "", OriginApplication
	for i := range frames {
		f := &frames[i]
		f.InApp = r.origin(f).InApp()
		if f.InApp {
			if f.File != file {
				file, origin = f.File, made.origin(f.File)
			}
			f.InApp = origin.InApp()
		}
	}
}

// origin says whose a file is that the rules of the runtime take for the application's.
func (made *made) origin(file string) Origin {
	if made == nil {
		return OriginApplication
	}
	for _, ending := range made.endings {
		if strings.HasSuffix(file, ending) {
			return OriginGenerated
		}
	}
	return made.byPart(file)
}

// made is what files of others, and files made by tools, have in their paths.
type made struct {
	// endings are those of generated files.
	endings []string
	// parts begin with a slash, of either kind. A path is searched once for all of them: seconds has the
	// bytes behind their slashes.
	parts   []originRule
	seconds [256]bool
}

// madeOf takes endings with white space between them.
func madeOf(endings string, parts []originRule) *made {
	m := &made{endings: strings.Fields(endings), parts: parts}
	for _, part := range parts {
		m.seconds[part.text[1]] = true
	}
	return m
}

func (made *made) byPart(path string) Origin {
	if len(made.parts) == 0 {
		return OriginApplication
	}
	for i := 0; i+1 < len(path); i++ {
		if c := path[i]; c != '/' && c != '\\' || !made.seconds[path[i+1]] {
			continue
		}
		if origin := originByPrefix(path[i:], made.parts); origin != OriginUnknown {
			return origin
		}
	}
	return OriginApplication
}

// madeCode is by runtime. A folder or ending that people use for code of their own as well is not here.
var madeCode = map[string]*made{
	"python": madeOf(
		"_pb2.py _pb2_grpc.py",
		[]originRule{
			{"/_vendor/", OriginVendored}, {"/third_party/", OriginVendored}, {"/.pex/", OriginInstalledPackage}, {"/.eggs/", OriginInstalledPackage},
			{"/databricks/spark/", OriginPlatform}, {"/azure-functions-host/", OriginPlatform}, {"/spark/python/", OriginPlatform},
		},
	),
	"java": madeOf("Grpc.java GrpcKt.kt OuterClass.java _Factory.java _MembersInjector.java _Impl.java _Impl.kt", nil),
	"dotnet": madeOf(
		".g.cs .g.i.cs .designer.cs .Designer.cs Grpc.cs",
		[]originRule{{"/obj/Debug/", OriginGenerated}, {"/obj/Release/", OriginGenerated}, {`\obj\Debug\`, OriginGenerated}, {`\obj\Release\`, OriginGenerated}, {"/PackageCache/", OriginInstalledPackage}},
	),
	"javascript": madeScript,
	"gecko":      madeScript,
	"go": madeOf(
		".pb.go .pb.gw.go .pb.validate.go .connect.go .gen.go _gen.go _generated.go _easyjson.go _templ.go _mock.go _mocks.go",
		[]originRule{{"/zz_generated", OriginGenerated}, {"/mock_", OriginGenerated}, {"/mocks/", OriginGenerated}, {"/third_party/", OriginVendored}},
	),
	"ruby": madeOf("_pb.rb", []originRule{{"/third_party/", OriginVendored}}),
	"php": madeOf("", []originRule{
		{"/GPBMetadata/", OriginGenerated}, {"/bootstrap/cache/", OriginGenerated}, {"/__CG__", OriginGenerated}, {"/third_party/", OriginVendored},
	}),
	"rust": madeOf(".pb.rs", []originRule{
		{"/debug/build/", OriginGenerated}, {"/release/build/", OriginGenerated}, {"/third_party/", OriginVendored},
	}),
	"dart": madeOf(".g.dart .freezed.dart .pb.dart .pbgrpc.dart .pbenum.dart .mocks.dart .gr.dart .config.dart .gen.dart", nil),
	"beam": madeOf(".pb.ex _pb.erl", nil),
	"native": madeOf(
		".pb.cc .pb.h .pb.c .upb.c .upb.h .pb.swift .grpc.swift .pbobjc.m _generated.h",
		[]originRule{
			{"/moc_", OriginGenerated}, {"/_deps/", OriginVendored}, {"/Pods/", OriginVendored}, {"/SourcePackages/checkouts/", OriginVendored},
			{"/.conan/", OriginInstalledPackage}, {"/.conan2/", OriginInstalledPackage}, {"/vcpkg_installed/", OriginInstalledPackage},
			{"/opt/homebrew/", OriginInstalledPackage}, {"/usr/local/include/", OriginInstalledPackage},
		},
	),
	"windbg": madeOf(".pb.cc .pb.h .pb.c", []originRule{
		{`\moc_`, OriginGenerated}, {`\_deps\`, OriginVendored}, {`\vcpkg_installed\`, OriginInstalledPackage},
	}),
}

var madeScript = madeOf(
	"_pb.js _pb.ts .pb.js .pb.ts _grpc_pb.js .generated.js .generated.ts",
	[]originRule{
		{"/__generated__/", OriginGenerated}, {"/.prisma/", OriginGenerated}, {"/registry.npmjs.org/", OriginInstalledPackage}, {"/jsr.io/", OriginInstalledPackage},
		{"/esm.sh/", OriginInstalledPackage}, {"/cdn.jsdelivr.net/npm/", OriginInstalledPackage}, {"/unpkg.com/", OriginInstalledPackage},
		{"/cdnjs.cloudflare.com/", OriginInstalledPackage}, {"/ajax.googleapis.com/", OriginInstalledPackage},
		{"/www.googletagmanager.com/", OriginInstalledPackage}, {"/www.google-analytics.com/", OriginInstalledPackage},
		{"/connect.facebook.net/", OriginInstalledPackage}, {"/js.stripe.com/", OriginInstalledPackage}, {"/.vite/deps/", OriginInstalledPackage},
	},
)
