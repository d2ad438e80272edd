package org.bailiwick.system.description;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Java client that OpenAPI Generator makes from a description, compiled with code that uses it.
 */
final class GeneratedClient {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final Path folder;

  GeneratedClient(Path folder) {
    this.folder = folder;
  }

  /** Generates from the description, and compiles it together with the caller's source. */
  BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> with(
      String description, String caller) throws Exception {
    Path input = folder.resolve("openapi.yaml");
    Files.writeString(input, description);
    Path sources = generate(input);
    Path callerSource = sources.resolve(caller + ".java");
    try (InputStream text = GeneratedClient.class.getResourceAsStream(caller + ".java")) {
      Files.write(callerSource, text.readAllBytes());
    }
    Path classes = compile(sources);
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, GeneratedClient.class.getClassLoader());
    @SuppressWarnings("unchecked")
    BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>> made =
        (BiFunction<HttpClient.Builder, Map<String, String>, Map<String, String>>)
            loader.loadClass(caller).getConstructor().newInstance();
    return made;
  }

  private Path generate(Path input) {
    Path output = folder.resolve("client");
    new Shell(folder, Map.of())
        .run(
            LIMIT,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                System.getProperty("openapi-generator.jar"),
                "generate",
                "--input-spec",
                input.toString(),
                "--generator-name",
                "java",
                "--library",
                "native",
                "--output",
                output.toString(),
                "--additional-properties",
                "openApiNullable=false,useJakartaEe=true,hideGenerationTimestamp=true,"
                    + "apiPackage=generated.api,modelPackage=generated.model,"
                    + "invokerPackage=generated"));
    return output.resolve(Path.of("src", "main", "java"));
  }

  private Path compile(Path sources) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    List<Path> files = new ArrayList<>();
    try (Stream<Path> tree = Files.walk(sources)) {
      tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of(
                      "-d",
                      classes.toString(),
                      "-proc:none",
                      "-classpath",
                      System.getProperty("java.class.path")),
                  null,
                  manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new AssertionError("the generated client does not compile:\n" + messages);
      }
    }
    return classes;
  }
}
