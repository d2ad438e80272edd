package org.bailiwick.broker.ldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.tls.CaTrust;

/**
 * An LDAP server.
 *
 * @param caFile the CAs of its certificate, PEM; without TLS if empty
 * @param longestMessage the most octets of one message of the server
 */
public record LdapServer(String host, int port, Optional<Path> caFile, int longestMessage) {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * A connection that is bound as this account.
   *
   * @param time the longest time of one answer
   * @throws BackEndFault when there is none; nothing was done then. {@code back-end-login} says
   *     that the server did not take the account with this password
   */
  public LDAPConnection open(DN account, byte[] password, Duration time, Cutoff cutoff) {
    if (password.length == 0) {
      throw BackEndFault.notDone("back-end-login", null); // no password would be no authentication
    }
    LDAPConnection connection = connect(time, cutoff);
    try {
      connection.bind(new SimpleBindRequest(account.toString(), password));
      return connection;
    } catch (LDAPException e) {
      connection.close();
      if (e.getResultCode().isClientSideResultCode()) {
        throw LdapFault.of(e, cutoff).beforeTheWork();
      }
      throw BackEndFault.notDone("back-end-login", null);
    }
  }

  private LDAPConnection connect(Duration time, Cutoff cutoff) {
    LdapSockets sockets = new LdapSockets(host, tls(), CONNECT, cutoff);
    try {
      return new LDAPConnection(sockets, options(time), host, port);
    } catch (LDAPException e) {
      throw BackEndFault.notDone(sockets.isTlsRefused() ? "tls-refused" : "unreachable", null);
    }
  }

  private LDAPConnectionOptions options(Duration time) {
    LDAPConnectionOptions options = new LDAPConnectionOptions();
    options.setUseSynchronousMode(true);
    options.setConnectTimeoutMillis((int) CONNECT.multipliedBy(2).toMillis());
    options.setResponseTimeoutMillis(Math.max(1, time.toMillis()));
    options.setMaxMessageSize(longestMessage);
    options.setFollowReferrals(false);
    options.setUseSchema(false);
    options.setBindWithDNRequiresPassword(true);
    return options;
  }

  private Optional<SSLSocketFactory> tls() {
    if (caFile.isEmpty()) {
      return Optional.empty();
    }
    try {
      X509TrustManager trust =
          CaTrust.of(Pem.certificates(Files.readString(caFile.get(), StandardCharsets.US_ASCII)));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {trust}, null);
      return Optional.of(context.getSocketFactory());
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw BackEndFault.notDone("ca-file", e);
    }
  }
}
