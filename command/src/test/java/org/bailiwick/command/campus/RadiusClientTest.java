package org.bailiwick.command.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RadiusClientTest {
  private static final String SECRET = "0123456789abcdef";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("clients"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void readsClients() throws IOException {
    Path file =
        file(
            "# switches\n\nhall 192.0.2.1 "
                + SECRET
                + "\n lab\t2001:db8:7::/48  "
                + SECRET
                + "1\n");
    assertThat(RadiusClient.read(file)).hasToString("[hall 192.0.2.1, lab 2001:db8:7::/48]");
    assertThat(RadiusClient.read(file).getLast().configuration())
        .contains("client lab {", "ipaddr = 2001:db8:7::/48", "secret = \"" + SECRET + "1\"")
        .contains("require_message_authenticator = yes");
  }

  @ParameterizedTest
  @CsvSource({
    "hall 192.0.2.1, line 1: NAME ADDRESS SECRET are needed",
    "hall 192.0.2.1 0123456789abcdef 3799 more, line 1: NAME ADDRESS SECRET are needed",
    "hall 192.0.2.1 0123456789abcdef more, line 1: the port for Disconnect-Requests is a number",
    "hall 192.0.2.1 0123456789abcdef 65536, line 1: the port for Disconnect-Requests is a number",
    "Hall 192.0.2.1 0123456789abcdef, line 1: a name is of small letters",
    "hall 192.0.2 0123456789abcdef, line 1: not an address",
    "hall switch.example 0123456789abcdef, line 1: not an address",
    "hall 192.0.2.1/24 0123456789abcdef, line 1: bits are set after the prefix",
    "hall 0.0.0.0/0 0123456789abcdef, line 1: the network is too large",
    "hall ::/0 0123456789abcdef, line 1: the network is too large",
    "hall 192.0.2.1 0123456789abcde, line 1: a secret has 16 to 128",
    "hall 192.0.2.1 0123456789abcde\", line 1: a secret has 16 to 128",
    "hall 192.0.2.1 0123456789abcd${x}, line 1: a secret has 16 to 128",
    "'', has no client"
  })
  void namesTheLineThatIsWrongAndNoSecret(String text, String fault) throws IOException {
    Path file = file(text + "\n");
    assertThatThrownBy(() -> RadiusClient.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fault)
        .hasMessageNotContaining("0123456789abc");
  }

  @Test
  void refusesWhatIsThereTwice() throws IOException {
    Path names = file("a 192.0.2.1 " + SECRET + "\na 192.0.2.2 " + SECRET + "\n");
    assertThatThrownBy(() -> RadiusClient.read(names))
        .hasMessageContaining("line 2: the name a is there twice");
    Path networks = file("a 192.0.2.1 " + SECRET + "\nb 192.0.2.1 " + SECRET + "\n");
    assertThatThrownBy(() -> RadiusClient.read(networks))
        .hasMessageContaining("line 2: 192.0.2.1 is there twice");
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    Path file = file("hall 192.0.2.1 " + SECRET + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> RadiusClient.read(file)).hasMessageContaining("chmod 600 " + file);
  }

  @Test
  void readsAgainWhatFreeRadiusReads() throws IOException {
    List<RadiusClient> clients =
        RadiusClient.read(
            file("hall 192.0.2.1 " + SECRET + "\nlab 2001:db8:7::/48 " + SECRET + "1 1700\n"));
    String text = clients.stream().map(RadiusClient::configuration).collect(Collectors.joining());
    assertThat(RadiusClient.configured(file(text))).isEqualTo(clients);
    assertThat(RadiusClient.configured(file("\n" + text.replace("\t", "  ")))).isEqualTo(clients);
    assertThat(clients).extracting(RadiusClient::port).containsExactly(3799, 1700);
    for (String other :
        List.of("", text + "client x {}\n", text.replace("\t", "\tshortname = x\n"))) {
      Path file = file(other);
      assertThatThrownBy(() -> RadiusClient.configured(file))
          .hasMessageContaining("a client is written here as campus setup writes it")
          .hasMessageNotContaining(SECRET);
    }
  }
}
