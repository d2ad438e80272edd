package org.bailiwick.command.enforcement;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.bailiwick.enforcement.listen.ListenPlace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code enforcement-point status}: asks the running process how it is. */
@Command(
    name = "status",
    description = "Asks the running enforcement point how it is; ends with 1 if it denies all.")
final class EnforcementStatusCommand implements Callable<Integer> {
  private static final String REQUEST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final int LONGEST = 64 * 1024;

  @Spec private CommandSpec spec;
  @Mixin private EnforcementFiles files;

  @Override
  public Integer call() {
    try (SocketChannel channel = connected(files.settings().listen())) {
      int unused = channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
      String answer =
          new String(Channels.newInputStream(channel).readNBytes(LONGEST), StandardCharsets.UTF_8);
      print(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      return answer.startsWith("HTTP/1.1 200") ? 0 : 1;
    } catch (IOException e) {
      print("not running: " + e.getMessage());
      return 1;
    }
  }

  private static SocketChannel connected(ListenPlace place) throws IOException {
    return switch (place) {
      case ListenPlace.Loopback loopback ->
          SocketChannel.open(
              new InetSocketAddress(loopback.address().getAddress(), loopback.address().getPort()));
      case ListenPlace.Socket socket -> {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean unused = channel.connect(UnixDomainSocketAddress.of(socket.path()));
        yield channel;
      }
    };
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line.strip());
  }
}
