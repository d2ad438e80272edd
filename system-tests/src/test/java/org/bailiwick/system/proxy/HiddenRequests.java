package org.bailiwick.system.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.system.status.Tool;

/**
 * Requests that try to bring the field by which a proxy names a client past it: in a second request
 * that only one of proxy and node sees (RFC 9112 section 11.2), or in a line of the header that
 * they read differently.
 *
 * @param path what is to be deleted
 * @param field the certificate of who may
 */
record HiddenRequests(String path, String field) {

  /** All of them, as octets. */
  List<String> all() {
    List<String> all = new ArrayList<>();
    all.addAll(behindABody());
    all.addAll(inTheHeader());
    return all;
  }

  private List<String> behindABody() {
    String hidden = delete("Client-Cert: " + field + "\r\n");
    int length = hidden.length();
    String last = "\r\n0\r\n\r\n" + hidden;
    int whole = last.length() - 2;
    String chunk = "\r\n" + Integer.toHexString(length) + "\r\n" + hidden + "\r\n0\r\n\r\n";
    return List.of(
        post("Content-Length: %d\r\nTransfer-Encoding: chunked\r\n".formatted(whole) + last),
        post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n" + chunk),
        post("Transfer-Encoding : chunked\r\nContent-Length: %d\r\n".formatted(whole) + last),
        post("Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n".formatted(whole) + last),
        post("Transfer-Encoding:\u000bchunked\r\nContent-Length: %d\r\n".formatted(whole) + last),
        post("Transfer-Encoding: chunked, x\r\nContent-Length: %d\r\n".formatted(whole) + last),
        post("X: y\nTransfer-Encoding: chunked\r\nContent-Length: %d\r\n".formatted(whole) + last),
        post("Content-Length: 0\r\nContent-Length: %d\r\n\r\n".formatted(length) + hidden),
        post("Content-Length: %d\r\nContent-Length: 0\r\n\r\n".formatted(length) + hidden),
        post("Content-Length: 0, %d\r\n\r\n".formatted(length) + hidden),
        post("Content-Length: +%d\r\n\r\n".formatted(length) + hidden),
        post("Transfer-Encoding: chunked\r\n\r\n0;a=\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n" + hidden),
        post("Content-Length: 0\r\nExpect: 100-continue\r\nUpgrade: h2c\r\n\r\n" + hidden));
  }

  private List<String> inTheHeader() {
    return List.of(
        delete("client-cert: " + field + "\r\n"),
        delete("Client-Cert : " + field + "\r\n"),
        delete("Client-Cert\t: " + field + "\r\n"),
        delete(" Client-Cert: " + field + "\r\n"),
        delete("X: y\r\n Client-Cert: " + field + "\r\n"),
        delete("X: y\rClient-Cert: " + field + "\r\n"),
        delete("X: y\nClient-Cert: " + field + "\n"),
        delete("X: y\0\r\nClient-Cert: " + field + "\r\n"),
        delete("Client-Cert:\r\n " + field + "\r\n"),
        delete("Connection: client-cert\r\nClient-Cert: " + field + "\r\n"),
        delete("Client_Cert: " + field + "\r\n"),
        delete("Client-Cert: " + field + "\r\n").replace("HTTP/1.1", "HTTP/1.0"),
        delete("Client-Cert: " + field + "\r\n").replace("\r\n", "\n"));
  }

  private String delete(String lines) {
    return "DELETE " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
  }

  private String post(String rest) {
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + rest;
  }

  /** Sends these octets by TLS without a client certificate, and leaves time for both readers. */
  void send(String octets, int port, Path folder) {
    try {
      Path file = Files.createTempFile(folder, "request", ".bin");
      Files.writeString(file, octets, StandardCharsets.ISO_8859_1);
      Tool.run(
          "bash",
          "-c",
          "(cat '%s'; sleep 2) | timeout 10 openssl s_client -quiet -connect 127.0.0.1:%d"
              .formatted(file, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
