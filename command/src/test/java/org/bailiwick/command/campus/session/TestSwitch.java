package org.bailiwick.command.campus.session;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A switch's side of RFC 5176, for what no real one does on demand. */
final class TestSwitch implements AutoCloseable {
  private static final int HEADER = 20;

  private final byte[] secret;
  private final List<byte[]> requests = new CopyOnWriteArrayList<>();
  private DatagramSocket socket;

  TestSwitch(String secret) {
    this.secret = secret.getBytes(StandardCharsets.US_ASCII);
  }

  /** Answers each request by this, at a free port; an empty answer is none. */
  int listen(UnaryOperator<byte[]> answers) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual().start(() -> serve(answers));
    return socket.getLocalPort();
  }

  private void serve(UnaryOperator<byte[]> answers) {
    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
    try {
      while (true) {
        packet.setLength(4096);
        socket.receive(packet);
        byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
        requests.add(request);
        byte[] answer = answers.apply(request);
        if (answer.length > 0) {
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      // the end
    }
  }

  List<byte[]> requests() {
    return requests;
  }

  /** Whether it has the attribute of this type. */
  static boolean has(byte[] request, int type) {
    for (int at = HEADER; at < request.length; at += request[at + 1] & 0xff) {
      if (request[at] == type) {
        return true;
      }
    }
    return false;
  }

  /** RFC 5176 sections 2.3 and 3.4. */
  boolean accepts(byte[] request) {
    if (request[0] != 40 || ByteBuffer.wrap(request).getShort(2) != request.length) {
      return false;
    }
    byte[] zeroed = request.clone();
    Arrays.fill(zeroed, 4, HEADER, (byte) 0);
    byte[] claimed = Arrays.copyOfRange(request, 4, HEADER);
    if (!Arrays.equals(claimed, md5(zeroed)) || request[HEADER] != 80) {
      return false;
    }
    byte[] authenticator = Arrays.copyOfRange(request, HEADER + 2, HEADER + 18);
    Arrays.fill(zeroed, HEADER + 2, HEADER + 18, (byte) 0);
    return request[HEADER + 1] == 18 && Arrays.equals(authenticator, hmac(zeroed));
  }

  /** An answer with this Error-Cause, 0 for none. */
  byte[] answer(byte[] request, int code, int cause) {
    byte[] attribute =
        cause == 0
            ? new byte[0]
            : ByteBuffer.allocate(6).put((byte) 101).put((byte) 6).putInt(cause).array();
    return sealed(request, code, attribute);
  }

  /** An answer with this Message-Authenticator. */
  byte[] answerWith(byte[] request, int code, byte[] authenticator) {
    int length = 2 + authenticator.length;
    return sealed(
        request,
        code,
        ByteBuffer.allocate(length).put((byte) 80).put((byte) length).put(authenticator).array());
  }

  private byte[] sealed(byte[] request, int code, byte[] attributes) {
    ByteBuffer answer = ByteBuffer.allocate(HEADER + attributes.length);
    answer.put((byte) code).put(request[1]).putShort((short) answer.capacity());
    answer.put(request, 4, 16).put(attributes);
    answer.put(4, md5(answer.array()));
    return answer.array();
  }

  private byte[] md5(byte[] octets) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(octets);
      return digest.digest(secret);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] hmac(byte[] octets) {
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(secret, "HmacMD5"));
      return mac.doFinal(octets);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
