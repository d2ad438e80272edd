package org.bailiwick.system.enrolment;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;

/**
 * A proxy before the authority that answers in HTTP/1.0, since libest as Debian has it takes
 * nothing else, and changes nothing else. It ends TLS with the authority's own key, and tells the
 * authority the certificate of the client as any trusted proxy does (RFC 9440).
 */
final class OldHttp implements AutoCloseable {

  private static final List<String> PASSED = List.of("content-type", "authorization", "accept");
  private static final String SOURCE = "127.0.0.2"; // node.trusted-proxies of the nodes

  private final Nodes nodes;
  private final HttpClient authority;
  private final SSLServerSocket listener;

  OldHttp(Nodes nodes, Wire wire) {
    this.nodes = nodes;
    try {
      this.authority =
          wire.client(Optional.empty()).localAddress(InetAddress.getByName(SOURCE)).build();
      this.listener =
          (SSLServerSocket)
              Nodes.leaf(nodes.home().resolve("authority/tls"), "server")
                  .tls(new Anybody())
                  .getServerSocketFactory()
                  .createServerSocket(0, 8, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    listener.setWantClientAuth(true);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!listener.isClosed()) {
        Socket socket = listener.accept();
        threads.execute(() -> serve((SSLSocket) socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void serve(SSLSocket client) {
    try (client) {
      passOn(client);
    } catch (IOException e) {
      // the client sees a broken connection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void passOn(SSLSocket client) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    String[] request = line(in).split(" ", 3);
    TreeMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(there(request[1]))
            .method(request[0], BodyPublishers.ofByteArray(in.readNBytes(length)));
    PASSED.stream()
        .filter(headers::containsKey)
        .forEach(name -> passed.header(name, headers.get(name)));
    leaf(client).ifPresent(field -> passed.header("Client-Cert", field));
    answer(authority.send(passed.build(), BodyHandlers.ofByteArray()), client.getOutputStream());
  }

  private URI there(String path) {
    return nodes.authority(path);
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
      line.write(octet);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static Optional<String> leaf(SSLSocket client) {
    try {
      Certificate[] shown = client.getSession().getPeerCertificates();
      return Optional.of(":" + Base64.getEncoder().encodeToString(shown[0].getEncoded()) + ":");
    } catch (SSLPeerUnverifiedException none) {
      return Optional.empty();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpResponse<byte[]> response, OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.0 ").append(response.statusCode());
    head.append(response.statusCode() == 200 ? " OK\r\n" : " Other\r\n");
    response
        .headers()
        .map()
        .forEach(
            (name, values) ->
                values.forEach(
                    value -> head.append(titled(name)).append(": ").append(value).append("\r\n")));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    out.write(response.body());
    out.flush();
  }

  /** libest knows {@code Content-Type} and not {@code content-type}. */
  private static String titled(String name) {
    if (name.equalsIgnoreCase("WWW-Authenticate")) {
      return "WWW-Authenticate";
    }
    return Stream.of(name.split("-", -1))
        .map(part -> part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1))
        .collect(Collectors.joining("-"));
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The handshake proves the key of whatever certificate is shown; the authority judges it. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // see above
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
