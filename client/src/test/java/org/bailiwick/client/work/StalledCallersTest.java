package org.bailiwick.client.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent in a process of its own, since the JDK's server reads its limits once in a process. */
class StalledCallersTest {
  private static final byte[] BEGIN_OF_A_HELLO = {0x16, 0x03, 0x01, 0x02, 0x00};
  private static final int THREADS = 16;

  /** The agent: says its port and listens until it is ended. */
  static final class Agent {
    private Agent() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      TestCa ca = TestCa.withoutRevocation("bailiwick.example");
      ca.agent("counter", "count@1").writeTo(folder);
      RuntimeSettings settings =
          new RuntimeSettings(
              CredentialFolder.at(folder),
              new TrustedAuthority(ca.domain(), ca.root(), Set.of(ca.operatorCa())),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              URI.create("https://127.0.0.1:1"));
      try (AgentRuntime agent = AgentRuntime.start(settings, Map.of(), new RecentAnswers())) {
        System.out.println(agent.address().getPort());
        System.out.println(System.getProperty("sun.net.httpserver.maxReqTime"));
        System.in.read();
      }
    }
  }

  @TempDir private Path folder;

  private Process agent(String... options) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(options));
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(Agent.class.getName(), folder.toString()));
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void shakeHands(int port, Duration within) throws Exception {
    SSLContext anyServer = SSLContext.getInstance("TLS");
    anyServer.init(null, new AnyServer[] {new AnyServer()}, null);
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
      plain.setSoTimeout((int) within.toMillis());
      try (SSLSocket socket =
          (SSLSocket) anyServer.getSocketFactory().createSocket(plain, "agent", port, true)) {
        socket.startHandshake();
      }
    }
  }

  @Test
  void handshakesThatStopEndAndOthersAreServed() throws Exception {
    Process agent = agent("-Dsun.net.httpserver.maxReqTime=4");
    List<Socket> stalled = new ArrayList<>();
    try (BufferedReader said = reader(agent)) {
      int port = Integer.parseInt(said.readLine());
      shakeHands(port, Duration.ofSeconds(20));
      for (int number = 0; number < THREADS; number++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(BEGIN_OF_A_HELLO);
        stalled.add(socket);
      }
      Thread.sleep(500); // all of them read by now
      assertThatThrownBy(() -> shakeHands(port, Duration.ofMillis(500)))
          .isInstanceOf(SocketTimeoutException.class);
      shakeHands(port, Duration.ofSeconds(20));
    } finally {
      for (Socket each : stalled) {
        each.close();
      }
      agent.destroyForcibly();
    }
  }

  @Test
  void thereIsALimitWithoutAnybodySayingSo() throws Exception {
    Process agent = agent();
    try (BufferedReader said = reader(agent)) {
      said.readLine();
      assertThat(said.readLine()).isEqualTo("30");
    } finally {
      agent.destroyForcibly();
    }
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
