package org.bailiwick.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Map;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.client.work.AgentRuntime;
import org.bailiwick.client.work.RecentAnswers;
import org.bailiwick.client.work.RuntimeSettings;
import org.bailiwick.client.work.Work;
import org.bailiwick.contract.capability.Capability;
import org.junit.jupiter.api.Test;

/** The README's sample is this file's: what compiles here is what stands there. */
class ReadmeSampleTest {
  private static final String BEGIN = "    // sample: begin\n";
  private static final String END = "    // sample: end\n";

  @Test
  void theReadmeShowsWhatCompiles() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String source =
        Files.readString(Path.of("src/test/java/org/bailiwick/client/ReadmeSampleTest.java"));
    String compiled = between(source, BEGIN, END).indent(-4);
    assertThat(between(readme, "```java\n", "```\n")).isEqualTo(compiled);
    assertThat(compiled.lines()).hasSizeLessThanOrEqualTo(22);
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }

  static void enrolRegisterAndServe(
      DeviceIdentity device, EnrolmentOrder order, String rootFingerprint) throws Exception {
    // sample: begin
    URI authorityUri = URI.create("https://127.0.0.1:8443");
    TrustedAuthority trusted =
        TrustedAuthority.fetch(URI.create("http://127.0.0.1:8080"), rootFingerprint, authorityUri);
    CredentialFolder folder = CredentialFolder.at(Path.of("agents/invoice-reader"));

    KeyPair key = KeyPairGenerator.getInstance("EC").generateKeyPair();
    try (AuthorityClient authority = new AuthorityClient(authorityUri, trusted)) {
      // Nonce, CSR, EAT and the device's statement; the private key goes into the folder only.
      folder.write(key.getPrivate(), authority.enrol(device, order, key).issued().chain());
    }
    URI registryUri = URI.create("https://127.0.0.1:9443/ars");
    try (RegistryClient registry = new RegistryClient(registryUri, trusted, folder)) {
      registry.register(); // exactly what the credential says
    }
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7001);
    URI masterUri = URI.create("https://127.0.0.1:9443");
    RuntimeSettings settings = new RuntimeSettings(folder, trusted, listen, masterUri);
    Map<Capability, Work> works =
        Map.of(Capability.parse("invoice.parse@1"), step -> totals(step.input()));
    AgentRuntime.start(settings, works, new RecentAnswers());
    // sample: end
  }

  private static JsonValue totals(JsonValue input) {
    return input;
  }
}
