package stacktrace

import (
	"strings"

	"github.com/tidemark-otel/tidemark/internal/exception"
)

// javaLibraries are the package prefixes that are not the application's: the JDK, the languages
// on the JVM, and what applications are commonly built from. Prefixes have one to three elements.
var javaLibraries = setOf(`
java javax jdk sun jakarta kotlin kotlinx scala akka groovy clojure android androidx dalvik junit rx
reactor feign retrofit2 okhttp3 okio liquibase lombok play _COROUTINE
com.sun com.android com.oracle com.ibm com.fasterxml com.zaxxer com.mysql com.mongodb com.netflix
com.datastax com.amazonaws com.microsoft com.intellij com.newrelic com.datadog com.squareup com.rabbitmq
com.github.benmanes com.lmax com.typesafe com.twitter com.hazelcast com.jayway com.codahale com.caucho
com.google.common com.google.inject com.google.api com.google.cloud com.google.gson com.google.protobuf
com.google.android com.alibaba.druid com.alibaba.fastjson com.alibaba.dubbo com.alibaba.nacos
co.elastic co.paralleluniverse datadog.trace
ch.qos dev.langchain4j
io.grpc io.netty io.micrometer io.micronaut io.quarkus io.vertx io.undertow io.opentelemetry io.opencensus
io.opentracing io.jaegertracing io.reactivex io.lettuce io.ktor io.sentry io.dropwizard io.smallrye io.swagger
io.r2dbc io.jsonwebtoken io.fabric8 io.prometheus io.projectreactor io.helidon io.awspring
net.bytebuddy net.sf net.jodah net.sourceforge
org.apache org.springframework org.hibernate org.eclipse org.jboss org.wildfly org.postgresql org.slf4j
org.junit org.mockito org.aspectj org.gradle org.codehaus org.jooq org.flywaydb org.mongodb org.mybatis
org.elasticsearch org.opensearch org.thymeleaf org.glassfish org.jetbrains org.redisson org.xnio org.quartz
org.h2 org.hsqldb org.mariadb org.testng org.jdbi org.mortbay org.conscrypt org.bouncycastle org.json org.w3c org.xml
org.ehcache org.infinispan org.scala-lang org.http4s org.typelevel org.zeroturnaround org.objectweb org.javassist
redis.clients software.amazon worker.org zio cats
`)

func setOf(words string) map[string]struct{} {
	set := make(map[string]struct{})
	for word := range strings.FieldsSeq(words) {
		set[word] = struct{}{}
	}
	return set
}

// javaOrigin knows the libraries by their packages, and what is generated at run time.
func javaOrigin(f *exception.Frame) Origin {
	if javaGenerated(f.Module) || f.File == "<generated>" {
		return OriginGenerated
	}
	dots := 0
	for i := 0; i <= len(f.Module) && dots < 3; i++ {
		if i < len(f.Module) && f.Module[i] != '.' {
			continue
		}
		if _, found := javaLibraries[f.Module[:i]]; found {
			return javaLibrary(f.Module[:i])
		}
		dots++
	}
	return OriginApplication
}

// javaLibrary tells the JDK from other libraries.
func javaLibrary(prefix string) Origin {
	switch prefix {
	case "java", "javax", "jdk", "sun", "com.sun":
		return OriginStandardLibrary
	}
	return OriginKnownLibrary
}

// javaGenerated recognises the classes of proxies, lambdas and byte code generators.
func javaGenerated(class string) bool {
	for _, mark := range [...]string{
		"$$Lambda", "$Proxy", "$$EnhancerBy", "$$FastClassBy", "CGLIB$$",
		"$HibernateProxy$", "_$$_", "$ByteBuddy$", "$MockitoMock$",
	} {
		if strings.Contains(class, mark) {
			return true
		}
	}
	return false
}

// javaLeftOut: reflective calls do not count, the JVM replaces them by generated ones after some
// calls; nor do lambda and proxy classes, whose names are numbers.
func javaLeftOut(f *exception.Frame) LeftOut {
	for _, reflective := range [...]string{"java.lang.reflect.", "java.lang.invoke.", "jdk.internal.reflect.", "sun.reflect."} {
		if strings.HasPrefix(f.Module, reflective) {
			return LeftOutReflection
		}
	}
	if strings.Contains(f.Module, "$$Lambda") || strings.Contains(f.Module, "$Proxy") {
		return LeftOutGenerated
	}
	return NotLeftOut
}

// javaIdentity is "class.method" without numbers that the compiler or a generator gave.
func javaIdentity(dst []byte, f *exception.Frame) []byte {
	class, _, _ := strings.Cut(f.Module, "$$") // Orders$$EnhancerBySpringCGLIB$$1a2b → Orders
	class, _, _ = strings.Cut(class, "$HibernateProxy$")
	class, _, _ = strings.Cut(class, "$ByteBuddy$")
	class, _, _ = strings.Cut(class, "$MockitoMock$")
	dst = appendWithoutNumbers(dst, strings.TrimSuffix(class, "_"))
	return appendWithoutNumbers(append(dst, '.'), f.Function)
}

// appendWithoutNumbers drops the digits after each dollar sign: "Orders$1" → "Orders$",
// "lambda$place$0" → "lambda$place$".
func appendWithoutNumbers(dst []byte, name string) []byte {
	for i := 0; i < len(name); i++ {
		dst = append(dst, name[i])
		if name[i] != '$' {
			continue
		}
		end := i + 1
		for end < len(name) && isDigit(name[end]) {
			end++
		}
		if end == len(name) || name[end] == '$' || name[end] == '.' {
			i = end - 1
		}
	}
	return dst
}
