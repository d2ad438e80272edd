import java.net.URI;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.status.StatusAnswer;
import org.bailiwick.client.status.StatusClient;
import org.bailiwick.contract.credential.SerialNumber;

/** The page's lines about the status of a credential: AUTHORITY PLAIN FINGERPRINT SERIAL. */
public final class Status {
  public static void main(String[] args) {
    URI authority = URI.create(args[0]);
    TrustedAuthority trusted = TrustedAuthority.fetch(URI.create(args[1]), args[2], authority);
    String serial = args[3];
    // the page's lines
  }
}
