package org.bailiwick.contract.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.tls.UntrustedPeerException.Fault;

/**
 * Trusts a peer whose certificate has a PKIX path to a trust anchor, the right extended key usage,
 * and the expected SPIFFE id as its only URI name (X509-SVID section 5). The host name is not
 * checked. The anchors are read at each handshake. A refusal is an {@link UntrustedPeerException}.
 */
public final class SpiffeTrustManager extends X509ExtendedTrustManager {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final int MAX_CHAIN = 10;
  private static final int DIGITAL_SIGNATURE = 0;

  private final Supplier<Map<X509Certificate, Predicate<SpiffeId>>> anchors;
  private final Predicate<X509Certificate> acceptable;

  /** Accepts the expected identities with a path to any anchor. */
  public SpiffeTrustManager(Supplier<Set<X509Certificate>> anchors, Predicate<SpiffeId> expected) {
    this(anchors, expected, leaf -> true);
  }

  /**
   * Accepts the expected identities if {@code acceptable} also holds, for instance "not revoked".
   */
  public SpiffeTrustManager(
      Supplier<Set<X509Certificate>> anchors,
      Predicate<SpiffeId> expected,
      Predicate<X509Certificate> acceptable) {
    super();
    this.anchors =
        () -> anchors.get().stream().collect(Collectors.toMap(anchor -> anchor, any -> expected));
    this.acceptable = acceptable;
  }

  /** Accepts, for each anchor, the identities that its predicate accepts. */
  public SpiffeTrustManager(Supplier<Map<X509Certificate, Predicate<SpiffeId>>> anchors) {
    this.anchors = anchors;
    this.acceptable = leaf -> true;
  }

  private void check(X509Certificate[] presented, String usage) throws CertificateException {
    if (presented.length == 0 || presented.length > MAX_CHAIN) {
      throw new UntrustedPeerException(Fault.CHAIN, null);
    }
    Map<X509Certificate, Predicate<SpiffeId>> trusted = anchors.get();
    X509Certificate anchor = path(List.of(presented), usage, trusted.keySet());
    checkIdentity(presented[0], trusted.get(anchor));
    if (!acceptable.test(presented[0])) {
      throw new UntrustedPeerException(Fault.NOT_ACCEPTABLE, null);
    }
  }

  /** The anchor to which the presented chain leads. */
  private static X509Certificate path(
      List<X509Certificate> presented, String usage, Set<X509Certificate> trusted)
      throws CertificateException {
    Set<TrustAnchor> trustAnchors =
        trusted.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet());
    X509CertSelector leaf = new X509CertSelector();
    leaf.setCertificate(presented.getFirst());
    try {
      leaf.setExtendedKeyUsage(Set.of(usage));
      PKIXBuilderParameters path = new PKIXBuilderParameters(trustAnchors, leaf);
      path.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(presented)));
      path.setRevocationEnabled(false);
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(path);
      return built.getTrustAnchor().getTrustedCert();
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      // The JDK's name constraints throw a RuntimeException if the host of a URI is not a host
      // name.
      throw new UntrustedPeerException(
          isInForce(presented.getFirst()) ? Fault.PATH : Fault.EXPIRED, e);
    }
  }

  private static boolean isInForce(X509Certificate leaf) {
    try {
      leaf.checkValidity();
      return true;
    } catch (CertificateExpiredException | CertificateNotYetValidException e) {
      return false;
    }
  }

  private static void checkIdentity(X509Certificate leaf, Predicate<SpiffeId> expected)
      throws CertificateException {
    boolean[] keyUsage = leaf.getKeyUsage();
    if (leaf.getBasicConstraints() >= 0 || keyUsage == null || !keyUsage[DIGITAL_SIGNATURE]) {
      throw new UntrustedPeerException(Fault.KEY_USAGE, null);
    }
    try {
      if (!expected.test(SpiffeId.of(leaf))) {
        throw new UntrustedPeerException(Fault.IDENTITY, null);
      }
    } catch (ProblemException e) {
      throw new UntrustedPeerException(Fault.NAME, e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, CLIENT_AUTH);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, CLIENT_AUTH);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, CLIENT_AUTH);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, SERVER_AUTH);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, SERVER_AUTH);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, SERVER_AUTH);
  }

  /** The anchors, which a server names in its certificate request. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return anchors.get().keySet().toArray(X509Certificate[]::new);
  }
}
