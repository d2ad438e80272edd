package org.bailiwick.node.admission;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Wraps a request whose whole body is in memory. */
final class WholeBody extends WithoutParameters {
  private final ServletInputStream body;

  WholeBody(HttpServletRequest request, byte[] octets) {
    super(request);
    this.body = new Octets(octets);
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    String named = getCharacterEncoding();
    Charset charset = named == null ? StandardCharsets.UTF_8 : Charset.forName(named);
    return new BufferedReader(new InputStreamReader(body, charset));
  }

  private static final class Octets extends ServletInputStream {
    private final ByteArrayInputStream octets;

    Octets(byte[] octets) {
      this.octets = new ByteArrayInputStream(octets);
    }

    @Override
    public int read() {
      return octets.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return octets.read(buffer, offset, length);
    }

    @Override
    public int available() {
      return octets.available();
    }

    @Override
    public boolean isFinished() {
      return octets.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("the whole body is here");
    }
  }
}
