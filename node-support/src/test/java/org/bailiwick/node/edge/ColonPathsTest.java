package org.bailiwick.node.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.lang.reflect.Proxy;
import java.net.URLDecoder;
import org.junit.jupiter.api.Test;

/** That Payara's own classes have these methods is seen by {@code A2aIT}. */
class ColonPathsTest {

  /** The text of a path, as Grizzly's DataChunk has it. */
  public static final class Path {
    private String text;

    Path(String text) {
      this.text = text;
    }

    public void setString(String other) {
      text = other;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** What is behind the facade of a request. */
  public record Behind(Path path) {
    public Path getRequestPathMB() {
      return path;
    }
  }

  /** The facade of a request, with the method of Payara's. */
  public static final class Facade extends HttpServletRequestWrapper {
    private final Behind behind;

    Facade(String uri) {
      super(plain(uri));
      this.behind = new Behind(new Path(URLDecoder.decode(uri, UTF_8)));
    }

    public Behind getUnwrappedCoyoteRequest() {
      return behind;
    }
  }

  private static HttpServletRequest plain(String uri) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ColonPathsTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> method.getName().equals("getRequestURI") ? uri : null);
  }

  private static void hear(HttpServletRequest request) {
    ServletContext context =
        (ServletContext)
            Proxy.newProxyInstance(
                ColonPathsTest.class.getClassLoader(),
                new Class<?>[] {ServletContext.class},
                (proxy, method, arguments) -> null);
    new ColonPaths().requestInitialized(new ServletRequestEvent(context, request));
  }

  @Test
  void encodesTheColonsOfThePathThatIsChecked() {
    Facade request = new Facade("/a2a/tasks/a:cancel");
    hear(request);
    assertThat(request.behind.path()).hasToString("/a2a/tasks/a%3Acancel");
    assertThat(request.getRequestURI()).isEqualTo("/a2a/tasks/a:cancel");
    Facade encoded = new Facade("/v1/agents/a%3ab");
    hear(encoded);
    assertThat(encoded.behind.path()).hasToString("/v1/agents/a%3Ab");
    Facade other = new Facade("/a2a");
    hear(other);
    assertThat(other.behind.path()).hasToString("/a2a");
  }

  @Test
  void doesNothingOnAnotherServer() {
    assertThatCode(() -> hear(plain("/a2a/message:send"))).doesNotThrowAnyException();
  }
}
