package org.bailiwick.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.ldap.Cutoff;
import org.bailiwick.broker.ldap.LdapFault;
import org.bailiwick.broker.ldap.LdapServer;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.credential.Pem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are silent, slow, endless, or refer to others. */
class HostileDirectoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** A bind response that says success, to the message with the number 1. */
  private static final byte[] BOUND = {0x30, 12, 2, 1, 1, 0x61, 7, 10, 1, 0, 4, 0, 4, 0};

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ServerSocket listener;

  /** What the server does with a connection after it has read the first request. */
  private interface Manner {
    void serve(InputStream in, OutputStream out) throws IOException, InterruptedException;
  }

  private LdapServer server(Manner manner) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(
        () -> {
          while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
              socket.getInputStream().read(new byte[1000]);
              manner.serve(socket.getInputStream(), socket.getOutputStream());
            } catch (IOException ignored) {
              // the client has gone, or the test is over
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return;
            }
          }
        });
    return new LdapServer("127.0.0.1", listener.getLocalPort(), Optional.empty(), 100_000);
  }

  @AfterEach
  void close() throws IOException {
    if (listener != null) {
      listener.close();
    }
    threads.shutdownNow();
  }

  /** Sends a search, and gives the reason why there is no output. */
  private static String reason(LdapServer server, Duration answer) throws LDAPException {
    long begun = System.nanoTime();
    Asset asset = search();
    DirectoryOperation operation = DirectoryRules.of(asset).operations().values().iterator().next();
    try (Cutoff cutoff = Cutoff.after(LIMIT);
        LDAPConnection connection =
            server.open(
                new DN("cn=a"), "secret".getBytes(StandardCharsets.UTF_8), answer, cutoff)) {
      try {
        return operation.request().send(connection, Map.of(), DirectoryRules.of(asset).limits());
      } catch (LDAPException e) {
        throw LdapFault.of(e, cutoff);
      }
    } catch (BackEndFault fault) {
      return fault.code();
    } finally {
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(PATIENCE);
    }
  }

  private static Asset search() {
    try {
      return BrokerRig.asset(
          """
          {"asset": "staff", "kind": "directory", "owner": "People", "risk": "high",
           "url": "ldap://127.0.0.1:389", "tls": {"mode": "none"}, "limits": {"rows": 2, "bytes": 4096},
           "credential": {"method": "ldap-password-check-out", "user": "cn=broker,dc=example",
            "secret": "directory", "accounts": {"finder": "cn=finder,dc=example"}},
           "operations": [{"capability": "staff.list@1", "account": "finder", "parameters": [],
            "search": {"base": "dc=example", "filter": "(cn=*)", "attributes": ["cn"]}}]}
          """);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(long millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  /** A message of the search, which has the number 2: entry 0x64, reference 0x73, end 0x65. */
  private static byte[] message(int type, byte[] content) {
    byte[] operation = element(type, content);
    byte[] number = {2, 1, 2};
    byte[] both = new byte[number.length + operation.length];
    System.arraycopy(number, 0, both, 0, number.length);
    System.arraycopy(operation, 0, both, number.length, operation.length);
    return element(0x30, both);
  }

  private static byte[] element(int type, byte[] content) {
    byte[] whole = new byte[content.length + 6];
    whole[0] = (byte) type;
    whole[1] = (byte) 0x84;
    for (int i = 0; i < 4; i++) {
      whole[2 + i] = (byte) (content.length >>> (24 - 8 * i));
    }
    System.arraycopy(content, 0, whole, 6, content.length);
    return whole;
  }

  private static byte[] entry(int length) {
    byte[] name = element(4, "cn=a".getBytes(StandardCharsets.UTF_8));
    byte[] value = element(0x31, element(4, new byte[length]));
    byte[] type = element(4, "cn".getBytes(StandardCharsets.UTF_8));
    byte[] attributes = element(0x30, element(0x30, join(type, value)));
    return message(0x64, join(name, attributes));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** The end of a search with this result code, and a referral if it is 10. */
  private static byte[] end(int code, byte[] more) {
    byte[] head = {10, 1, (byte) code, 4, 0, 4, 0};
    return message(0x65, join(head, more));
  }

  @Test
  void aServerThatNeverAnswersCostsACallItsTime() throws Exception {
    assertThat(reason(server((in, out) -> pause(9000)), Duration.ofSeconds(9)))
        .isEqualTo("answer-timeout");
  }

  @Test
  void aServerThatDripsCostsACallItsTime() throws Exception {
    LdapServer server =
        server(
            (in, out) -> {
              out.write(new byte[] {0x30, (byte) 0x82, 0x70, 0, 2, 1, 1}); // 28 KiB are to come
              out.write(new byte[] {0x61, (byte) 0x82, 0x60, 0, 10, 1, 0, 4, (byte) 0x82, 0x50, 0});
              for (int i = 0; i < 100; i++) {
                out.write(0);
                out.flush();
                pause(100);
              }
            });
    assertThat(reason(server, Duration.ofSeconds(9))).isEqualTo("answer-timeout");
  }

  @Test
  void aServerThatNeverAnswersTheSearchCostsACallItsTime() throws Exception {
    LdapServer server =
        server(
            (in, out) -> {
              out.write(BOUND);
              pause(9000);
            });
    assertThat(reason(server, Duration.ofSeconds(9))).isEqualTo("answer-timeout");
  }

  @Test
  void entriesWithoutEndAreLeft() throws Exception {
    LdapServer server =
        server(
            (in, out) -> {
              out.write(BOUND);
              while (true) {
                out.write(entry(10));
              }
            });
    assertThat(reason(server, LIMIT)).isEqualTo("output-too-large");
  }

  @Test
  void anEntryLargerThanTheOutputIsLeft() throws Exception {
    LdapServer server =
        server(
            (in, out) -> {
              out.write(BOUND);
              out.write(entry(50_000));
              pause(9000);
            });
    assertThat(reason(server, LIMIT)).isEqualTo("output-too-large");
  }

  @Test
  void aMessageOfGigabytesIsNotRead() throws Exception {
    LdapServer server =
        server(
            (in, out) -> {
              out.write(BOUND);
              out.write(new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, 0});
              while (true) {
                out.write(new byte[100_000]);
              }
            });
    assertThat(reason(server, LIMIT)).isEqualTo("connection-lost");
  }

  /** A referral names this server itself, which would be asked again if it were followed. */
  @Test
  void referencesAndReferralsAreNotFollowed() throws Exception {
    int[] connections = new int[1];
    LdapServer server =
        server(
            (in, out) -> {
              connections[0]++;
              byte[] url =
                  element(
                      4,
                      ("ldap://127.0.0.1:" + listener.getLocalPort() + "/dc=x")
                          .getBytes(StandardCharsets.UTF_8));
              out.write(BOUND);
              out.write(message(0x73, url));
              out.write(end(10, element(0xa3, url)));
              pause(300);
            });
    assertThat(reason(server, LIMIT)).isEqualTo("redirected");
    assertThat(connections[0]).isOne();
  }

  @Test
  void aServerThatTakesNoPasswordOrIsNotThereIsNoWork() throws Exception {
    byte[] refused = BOUND.clone();
    refused[9] = 49;
    assertThat(reason(server((in, out) -> out.write(refused)), LIMIT)).isEqualTo("back-end-login");
    listener.close();
    LdapServer gone =
        new LdapServer("127.0.0.1", listener.getLocalPort(), Optional.empty(), 100_000);
    assertThat(reason(gone, LIMIT)).isEqualTo("unreachable");
  }

  @Test
  void aServerThatIsSilentInTlsCostsACallItsTime(@TempDir Path folder) throws Exception {
    Path ca = folder.resolve("ca.pem");
    Files.writeString(ca, Pem.of(TestBroker.CA.root()));
    LdapServer plain = server((in, out) -> pause(9000));
    LdapServer secured = new LdapServer(plain.host(), plain.port(), Optional.of(ca), 100_000);
    assertThat(reason(secured, Duration.ofSeconds(9))).isEqualTo("unreachable");
  }
}
