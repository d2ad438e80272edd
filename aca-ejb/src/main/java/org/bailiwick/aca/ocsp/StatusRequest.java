package org.bailiwick.aca.ocsp;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.der.DerCursor;
import org.bailiwick.aca.der.NotDerException;

/**
 * An OCSP request (RFC 6960 section 4.1.1), read strictly: DER, version 1, at most {@value
 * #MAX_CERTIFICATES} certificates. Signature and name of the sender are skipped, since anybody may
 * ask; a critical extension that is unknown is refused.
 *
 * @param nonce the content of the nonce extension, 1 to 128 octets inside of an OCTET STRING (RFC
 *     9654 section 2.1), as the answer will repeat it
 */
record StatusRequest(List<CertificateId> certificates, Optional<Octets> nonce) {

  /**
   * Enough for {@value #MAX_CERTIFICATES} certificates with SHA-256, the longest nonce and a
   * signature.
   */
  static final int MAX_OCTETS = 8192;

  static final int MAX_CERTIFICATES = 16;
  private static final int MAX_NONCE = 128;
  private static final int V1 = 0;

  /** Content of the OID id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2. */
  private static final Octets NONCE = Octets.of(HexFormat.of().parseHex("2b0601050507300102"));

  static StatusRequest parse(byte[] der) throws MalformedRequestException {
    if (der.length > MAX_OCTETS) {
      throw new MalformedRequestException("the request is too large");
    }
    try {
      return read(der);
    } catch (NotDerException unreadable) {
      throw new MalformedRequestException(unreadable.getMessage());
    }
  }

  private static StatusRequest read(byte[] der) throws MalformedRequestException {
    DerCursor outside = DerCursor.over(der);
    DerCursor request = outside.enter(DerCursor.SEQUENCE);
    outside.requireEnd();
    DerCursor body = request.enter(DerCursor.SEQUENCE);
    skipIf(request, DerCursor.explicit(0)); // optionalSignature
    request.requireEnd();
    version(body);
    skipIf(body, DerCursor.explicit(1)); // requestorName
    List<CertificateId> certificates = certificates(body.enter(DerCursor.SEQUENCE));
    Optional<Octets> nonce = extensions(body, 2);
    body.requireEnd();
    return new StatusRequest(certificates, nonce);
  }

  /** Whether a cached answer may be used: for one certificate, without a nonce. */
  boolean isCacheable() {
    return nonce.isEmpty() && certificates.size() == 1;
  }

  /** Some clients write the default version although DER forbids it. */
  private static void version(DerCursor body) throws MalformedRequestException {
    if (body.isNext(DerCursor.explicit(0))) {
      byte[] version = body.enter(DerCursor.explicit(0)).content(DerCursor.INTEGER);
      if (version.length != 1 || version[0] != V1) {
        throw new MalformedRequestException("the version is not 1");
      }
    }
  }

  private static List<CertificateId> certificates(DerCursor list) throws MalformedRequestException {
    List<CertificateId> certificates = new ArrayList<>(1);
    while (list.hasMore()) {
      if (certificates.size() == MAX_CERTIFICATES) {
        throw new MalformedRequestException("the request names too many certificates");
      }
      DerCursor one = list.enter(DerCursor.SEQUENCE);
      certificates.add(CertificateId.read(one));
      if (extensions(one, 0).isPresent()) {
        throw new MalformedRequestException(
            "a nonce belongs to the request and not to a certificate");
      }
      one.requireEnd();
    }
    if (certificates.isEmpty()) {
      throw new MalformedRequestException("the request names no certificate");
    }
    return List.copyOf(certificates);
  }

  /** Reads the optional extensions, and returns the nonce among them. */
  private static Optional<Octets> extensions(DerCursor holder, int tag)
      throws MalformedRequestException {
    Optional<Octets> nonce = Optional.empty();
    if (holder.isNext(DerCursor.explicit(tag))) {
      DerCursor tagged = holder.enter(DerCursor.explicit(tag));
      DerCursor list = tagged.enter(DerCursor.SEQUENCE);
      tagged.requireEnd();
      while (list.hasMore()) {
        Optional<Octets> found = extension(list.enter(DerCursor.SEQUENCE));
        if (found.isPresent() && nonce.isPresent()) {
          throw new MalformedRequestException("the request has two nonces");
        }
        nonce = nonce.or(() -> found);
      }
    }
    return nonce;
  }

  private static Optional<Octets> extension(DerCursor one) throws MalformedRequestException {
    Octets oid = Octets.of(one.content(DerCursor.OBJECT_IDENTIFIER));
    boolean critical = one.isNext(DerCursor.BOOLEAN) && isTrue(one.content(DerCursor.BOOLEAN));
    byte[] value = one.content(DerCursor.OCTET_STRING);
    one.requireEnd();
    if (!oid.equals(NONCE)) {
      if (critical) {
        throw new MalformedRequestException("a critical extension is unknown");
      }
      return Optional.empty();
    }
    DerCursor inside = DerCursor.over(value);
    int length = inside.content(DerCursor.OCTET_STRING).length;
    inside.requireEnd();
    if (length < 1 || length > MAX_NONCE) {
      throw new MalformedRequestException("the nonce is empty or too long");
    }
    return Optional.of(Octets.of(value));
  }

  private static boolean isTrue(byte[] bool) throws MalformedRequestException {
    if (bool.length != 1) {
      throw new MalformedRequestException("a boolean is not one octet");
    }
    return bool[0] != 0;
  }

  private static void skipIf(DerCursor in, int tag) {
    if (in.isNext(tag)) {
      in.skip();
    }
  }
}
