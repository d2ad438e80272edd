package org.bailiwick.node.renewal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.NodeHttp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Renews a node's server and client certificates at the authority. The node authenticates with its
 * client certificate, which must still be valid.
 */
public final class CertificateRenewal {
  private static final StructuredLog LOG = StructuredLog.of(CertificateRenewal.class);
  private static final int CREATED = 201;

  private final Path folder;
  private final NodeHttp http;
  private final URI authorityUrl;
  private final SpiffeId authority;

  /**
   * @param folder where the node's certificates lie ({@code node.tls-folder})
   */
  public CertificateRenewal(Path folder, NodeHttp http, URI authorityUrl, SpiffeId authority) {
    this.folder = folder;
    this.http = http;
    this.authorityUrl = authorityUrl;
    this.authority = authority;
  }

  /** Renews certificates that are due. A failure is logged; a later call tries again. */
  public void renewIfDue(Instant now) {
    for (CertificateUse use : CertificateUse.values()) {
      Map<String, Object> fields = Map.of("use", use.token());
      try {
        if (new CertificateFiles(folder, use).renewIfDue(now, pair -> request(pair, use))) {
          LOG.info("node-certificate.renewed", fields);
        }
      } catch (RuntimeException failure) {
        LOG.fault("node-certificate.not-renewed", fields, failure);
      }
    }
  }

  private List<X509Certificate> request(KeyPair pair, CertificateUse use) {
    String body =
        JsonText.of(
            Map.of("csr", Base64.getEncoder().encodeToString(csr(pair)), "use", use.token()));
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(authorityUrl + "/v1/node-certificates"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            authority);
    if (answer.statusCode() != CREATED) {
      throw refused("node-certificate-refused", null);
    }
    try {
      return Pem.certificates(StrictJson.object(answer.body()).getString("chain"));
    } catch (ProblemException | ClassCastException | NullPointerException malformed) {
      throw refused("node-certificate-answer", malformed);
    }
  }

  private static byte[] csr(KeyPair pair) {
    try {
      return new JcaPKCS10CertificationRequestBuilder(
              new X500Principal("CN=node"), pair.getPublic())
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("a key of this platform signs a request", impossible);
    }
  }

  private static ProblemException refused(String check, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        check,
        "The authority issued no certificate for this node",
        cause);
  }
}
