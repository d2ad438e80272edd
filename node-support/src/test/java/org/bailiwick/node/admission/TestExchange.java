package org.bailiwick.node.admission;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A POST whose body comes as its stream gives it, and what was answered. */
final class TestExchange {
  private final String caller;
  private final long length;
  private final InputStream body;
  private final Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
  private volatile int status = 200;

  /** The length is what the request says, and negative for one in chunks. */
  TestExchange(String caller, long length, InputStream body) {
    this.caller = caller;
    this.length = length;
    this.body = body;
  }

  String caller() {
    return caller;
  }

  int status() {
    return status;
  }

  String field(String name) {
    return fields.get(name);
  }

  String answer() {
    return answer.toString(StandardCharsets.UTF_8);
  }

  HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getContentLengthLong" -> length;
                  case "getHeader" ->
                      arguments[0].equals("Transfer-Encoding") && length < 0 ? "chunked" : null;
                  case "getInputStream" -> new Body(body);
                  case "getRemoteAddr" -> caller;
                  case "getRequestURI" -> "/v1/things";
                  case "getMethod" -> "POST";
                  case "getRemoteUser" -> caller;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "setStatus" -> status = (int) arguments[0];
                case "setHeader" -> fields.put((String) arguments[0], (String) arguments[1]);
                case "setContentType" -> fields.put("Content-Type", (String) arguments[0]);
                case "setContentLength", "flushBuffer" -> {}
                case "getOutputStream" -> {
                  return new Answer(answer);
                }
                default -> throw new UnsupportedOperationException(method.getName());
              }
              return null;
            });
  }

  private static final class Body extends ServletInputStream {
    private final InputStream in;

    Body(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return in.read(buffer, offset, length);
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public boolean isFinished() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Answer extends ServletOutputStream {
    private final ByteArrayOutputStream out;

    Answer(ByteArrayOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int octet) {
      out.write(octet);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }
}
