package org.bailiwick.node.testing;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.node.page.FrontPageResource;

/**
 * The routes of a module, as its code has them and as the description that it serves names them.
 */
public final class InterfaceDescription {
  private static final java.nio.file.Path DESCRIPTION =
      java.nio.file.Path.of("src/main/resources/META-INF/openapi.yaml");

  private InterfaceDescription() {}

  /** Verb and path of each operation in the module's openapi.yaml. */
  public static Set<String> described() {
    Set<String> described = new TreeSet<>();
    String path = "";
    for (String line : lines()) {
      if (line.matches("  /\\S+:")) {
        path = line.strip().replaceFirst(":$", "");
      } else if (line.matches("    (get|put|post|delete|patch):")) {
        described.add(line.strip().replace(":", "") + " " + path);
      } else if (line.equals("components:")) {
        break;
      }
    }
    return described;
  }

  /** Operations whose description leaves out a status that every route can answer. */
  public static Set<String> withoutUsualRefusals() {
    Set<String> lacking = new TreeSet<>();
    for (String operation : String.join("\n", lines()).split("operationId: ", -1)) {
      boolean complete =
          List.of("400", "401", "405", "406", "500", "503").stream()
              .allMatch(status -> operation.contains("        \"" + status + "\":"));
      if (!complete) {
        lacking.add(operation.lines().findFirst().orElse(""));
      }
    }
    lacking.removeIf(name -> name.startsWith("#")); // what comes before the first
    return lacking;
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(DESCRIPTION);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Verb and path of each method of the application's resources; pages for people are none. */
  public static Set<String> routes(Application application) {
    Set<String> routes = new TreeSet<>();
    for (Class<?> resource : application.getClasses()) {
      Path root = resource.getAnnotation(Path.class);
      if (root != null && !FrontPageResource.class.isAssignableFrom(resource)) {
        for (Method method : resource.getMethods()) {
          verb(method, root.value(), routes);
        }
      }
    }
    return routes;
  }

  private static void verb(Method method, String root, Set<String> routes) {
    Path path = method.getAnnotation(Path.class);
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        routes.add(
            verb.value().toLowerCase(Locale.ROOT)
                + " "
                + joined(root, path == null ? "" : path.value()));
      }
    }
  }

  private static String joined(String root, String path) {
    // A description has no place for the expression that a parameter must match.
    String joined =
        (root + "/" + path).replaceAll("/+", "/").replaceAll("\\{(\\w+):[^/]*\\}", "{$1}");
    return joined.endsWith("/") ? joined.substring(0, joined.length() - 1) : joined;
  }
}
