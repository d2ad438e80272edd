package org.bailiwick.ars;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description that is served names exactly the routes that exist. */
class InterfaceDescriptionTest {
  private static final java.nio.file.Path DESCRIPTION =
      java.nio.file.Path.of("src/main/resources/META-INF/openapi.yaml");

  @Test
  void describesEveryRouteAndNoOther() throws IOException {
    assertThat(described()).isEqualTo(routes());
  }

  private static Set<String> described() throws IOException {
    Set<String> described = new TreeSet<>();
    String path = "";
    for (String line : Files.readAllLines(DESCRIPTION)) {
      if (line.matches("  /\\S+:")) {
        path = line.strip().replace(":", "");
      } else if (line.matches("    (get|put|post|delete|patch):")) {
        described.add(line.strip().replace(":", "") + " " + path);
      } else if (line.equals("components:")) {
        break;
      }
    }
    return described;
  }

  private static Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    for (Class<?> resource : new ArsApplication().getClasses()) {
      Path root = resource.getAnnotation(Path.class);
      if (root != null) {
        for (Method method : resource.getDeclaredMethods()) {
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
                + root
                + (path == null ? "" : path.value()));
      }
    }
  }
}
