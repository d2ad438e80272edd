import jakarta.json.JsonValue;
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
import org.bailiwick.contract.credential.Pem;

/** The README's client, with the values that it leaves to its reader: DEVICE PROGRAM USER-TOKEN-FILE FINGERPRINT NAME LOCATOR. */
public final class ReadmeClient {
  public static void main(String[] args) throws Exception {
    Path idevid = Path.of(args[0]);
    DeviceIdentity device =
        new DeviceIdentity(
            Pem.privateKey(Files.readString(idevid.resolve("idevid.key"))),
            Pem.certificates(Files.readString(idevid.resolve("idevid.pem"))),
            "acme-os",
            "4.2.0");
    EnrolmentOrder order =
        EnrolmentOrder.agent(args[4])
            .owner("Treasury")
            .capability("invoice.parse@1")
            .locator(args[5])
            .program("rate-finder", Path.of(args[1]))
            .userToken(Files.readString(Path.of(args[2])).strip())
            .build();
    String rootFingerprint = args[3];
    // the README's lines
    System.out.println("serial " + folder.serial().hex());
    try (RegistryClient registry = new RegistryClient(registryUri, trusted, folder)) {
      registry
          .discover(Capability.parse("invoice.parse@1"))
          .forEach(found -> System.out.println("found " + found.agent()));
    }
    System.out.println("serving");
  }

  private static JsonValue totals(JsonValue input) {
    return input;
  }
}
