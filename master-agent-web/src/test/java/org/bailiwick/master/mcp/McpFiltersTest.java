package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpFiltersTest {
  private static final String BOTH = "application/json, text/event-stream";
  private static final int LONGEST = 200;

  private final MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
  private final Map<String, Object> properties = new HashMap<>();
  private InputStream body = InputStream.nullInputStream();

  private ContainerRequestContext request(String method, String path, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    body = new ByteArrayInputStream(octets);
    UriInfo uri = proxy(UriInfo.class, Map.of("getPath", arguments -> path));
    Map<String, Function<Object[], Object>> methods = new HashMap<>();
    methods.put("getUriInfo", arguments -> uri);
    methods.put("getMethod", arguments -> method);
    methods.put("getLength", arguments -> octets.length);
    methods.put("getHeaders", arguments -> headers);
    methods.put("getHeaderString", name -> headers.getFirst((String) name[0]));
    methods.put("getEntityStream", arguments -> body);
    methods.put("getProperty", name -> properties.get((String) name[0]));
    methods.put(
        "setEntityStream",
        stream -> {
          body = (InputStream) stream[0];
          return null;
        });
    methods.put("setProperty", pair -> properties.put((String) pair[0], pair[1]));
    return proxy(ContainerRequestContext.class, methods);
  }

  private static <T> T proxy(Class<T> type, Map<String, Function<Object[], Object>> methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> methods.get(method.getName()).apply(arguments)));
  }

  private String chosen(String method, String path, String text) throws IOException {
    ContainerRequestContext request = request(method, path, text);
    new McpFilters.AnswerForm(LONGEST).filter(request);
    String chosen = headers.getFirst(HttpHeaders.ACCEPT);
    new McpFilters.AcceptAsSent().filter(request);
    assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(text);
    return chosen;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"} | text/event-stream",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\"} | application/json",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"} | application/json",
        "{\"id\":1,\"method\":\"tools/call\"} | application/json",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}] | application/json",
        "{\"broken\": | application/json",
        "'' | application/json"
      })
  void aCallIsAnsweredByAStreamAndAllElseByJson(String text, String form) throws IOException {
    headers.putSingle(HttpHeaders.ACCEPT, BOTH);
    assertThat(chosen("POST", "mcp", text)).isEqualTo(form);
    assertThat(headers.getFirst(HttpHeaders.ACCEPT)).isEqualTo(BOTH);
  }

  @Test
  void aLongBodyIsLeftToItsRefusal() throws IOException {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"a\":\"%s\"}}";
    assertThat(chosen("POST", "mcp", call.formatted("x".repeat(LONGEST))))
        .isEqualTo("application/json");
    assertThat(headers).as("none was sent").doesNotContainKey(HttpHeaders.ACCEPT);
  }

  @Test
  void leavesOtherRequestsAlone() throws IOException {
    headers.putSingle(HttpHeaders.ACCEPT, "text/html");
    String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}";
    assertThat(chosen("POST", "v1/jobs", call)).isEqualTo("text/html");
    assertThat(chosen("GET", "mcp", "")).isEqualTo("text/html");
    assertThat(properties).isEmpty();
  }
}
