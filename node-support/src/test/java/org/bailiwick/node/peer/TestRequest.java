package org.bailiwick.node.peer;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A servlet request that has just what the filter asks for; anything else fails the test. */
public final class TestRequest {
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private String remote = "192.0.2.7";
  private String context = "";
  private String path = "/v1/agents";
  private X509Certificate[] certificates;

  public static TestRequest of(List<X509Certificate> chain) {
    TestRequest request = new TestRequest();
    request.certificates = chain.toArray(X509Certificate[]::new);
    return request;
  }

  public static TestRequest anonymous() {
    return new TestRequest();
  }

  TestRequest to(String contextRoot, String ownPath) {
    context = contextRoot;
    path = ownPath;
    return this;
  }

  public TestRequest from(String address) {
    remote = address;
    return this;
  }

  public TestRequest header(String name, String... values) {
    headers.put(name, List.of(values));
    return this;
  }

  public HttpServletRequest build() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            TestRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAttribute" ->
                      arguments[0].equals("jakarta.servlet.request.X509Certificate")
                          ? certificates
                          : null;
                  case "getRemoteAddr" -> remote;
                  case "getHeaders" ->
                      Collections.enumeration(headers.getOrDefault(arguments[0], List.of()));
                  case "getMethod" -> "POST";
                  case "getRequestURI" -> context + path;
                  case "getContextPath" -> context;
                  default ->
                      throw new AssertionError(
                          "asked for " + method.getName().toLowerCase(Locale.ROOT));
                });
  }
}
