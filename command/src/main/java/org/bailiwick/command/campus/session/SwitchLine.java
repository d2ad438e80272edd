package org.bailiwick.command.campus.session;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/** The way to one switch: it takes a few requests at once. */
final class SwitchLine {
  /** A switch answers requests one by one; more at once would be lost in its queue. */
  private static final int MOST_AT_ONCE = 8;

  /** Pauses after a request and its repetitions (RFC 5080 section 2.2.1, which doubles them). */
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

  private final InetSocketAddress own;
  private final InetSocketAddress address;
  private final byte[] secret;
  private final InstantSource clock;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  SwitchLine(InetAddress own, InetSocketAddress address, String secret, InstantSource clock) {
    this.own = new InetSocketAddress(own, 0);
    this.address = address;
    this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    this.clock = clock;
  }

  /**
   * Asks the switch to end a session, and repeats it where no answer comes.
   *
   * @return its answer; empty if it gave none
   */
  Optional<DisconnectAnswer> end(AdmittedSession session) throws IOException, InterruptedException {
    free.acquire();
    try {
      Optional<DisconnectAnswer> answer = ask(session.attributes());
      Optional<List<RadiusAttribute>> fewer = session.fewerAttributes();
      return fewer.isPresent() && answer.map(DisconnectAnswer::wantsFewerAttributes).orElse(false)
          ? ask(fewer.get())
          : answer;
    } finally {
      free.release();
    }
  }

  private Optional<DisconnectAnswer> ask(List<RadiusAttribute> attributes) throws IOException {
    List<RadiusAttribute> all = new ArrayList<>(attributes);
    all.add(
        RadiusAttribute.number(RadiusAttribute.EVENT_TIMESTAMP, clock.instant().getEpochSecond()));
    int identifier = ThreadLocalRandom.current().nextInt(1 << Byte.SIZE);
    byte[] request = DisconnectPacket.request(identifier, all, secret);
    try (DatagramSocket socket = new DatagramSocket(own)) {
      socket.connect(address); // answers from elsewhere are not seen
      for (Duration pause : PAUSES) {
        socket.send(new DatagramPacket(request, request.length));
        Optional<DisconnectAnswer> answer = await(socket, request, pause);
        if (answer.isPresent()) {
          return answer;
        }
      }
      return Optional.empty();
    }
  }

  private Optional<DisconnectAnswer> await(DatagramSocket socket, byte[] request, Duration pause)
      throws IOException {
    long end = System.nanoTime() + pause.toNanos();
    DatagramPacket datagram =
        new DatagramPacket(new byte[DisconnectPacket.LONGEST], DisconnectPacket.LONGEST);
    for (long left = pause.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      socket.setSoTimeout((int) left);
      try {
        datagram.setLength(DisconnectPacket.LONGEST);
        socket.receive(datagram);
      } catch (SocketTimeoutException | PortUnreachableException e) {
        continue;
      }
      byte[] octets = Arrays.copyOf(datagram.getData(), datagram.getLength());
      Optional<DisconnectAnswer> answer = DisconnectPacket.answer(octets, request, secret);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }
}
