package org.bailiwick.node.hsm;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.crypto.KeyGenerator;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes and deletes keys inside a token, for ceremonies. */
final class TokenKeyMaker {

  /**
   * The first certificate of a key exists because Java's PKCS#11 key store shows no key without
   * one. Nobody trusts it; its dates are fixed (RFC 5280 section 4.1.2.5: no well-defined expiry).
   */
  private static final Date NEVER_BEFORE = Date.from(Instant.parse("2000-01-01T00:00:00Z"));

  private static final Date NEVER_AFTER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

  private static final int AES_BITS = 256;

  private TokenKeyMaker() {}

  static X509Certificate generate(TokenConnection connection, String label, KeyShape shape)
      throws TokenFailure {
    TokenLogin login = connection.loginFor(label);
    try {
      if (login.store().containsAlias(label)) {
        throw refused("the token already holds something labelled " + label);
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance(shape.family(), login.provider());
      generator.initialize(shape.parameters());
      KeyPair pair = generator.generateKeyPair();
      X509Certificate placeholder = placeholder(label, shape, pair, login);
      login.store().setKeyEntry(label, pair.getPrivate(), null, new Certificate[] {placeholder});
      return requireStored(connection, label, placeholder);
    } catch (GeneralSecurityException | OperatorCreationException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  /** Makes an AES-256 key in the token. */
  static String generateSecretKey(TokenConnection connection, String label) throws TokenFailure {
    TokenLogin login = connection.loginFor(label);
    try {
      if (login.store().containsAlias(label)) {
        throw refused("the token already holds something labelled " + label);
      }
      KeyGenerator generator = KeyGenerator.getInstance("AES", login.provider());
      generator.init(AES_BITS);
      generator.generateKey();
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
    connection.renew();
    connection.login().secretKey(label);
    return label;
  }

  static X509Certificate attach(TokenConnection connection, String label, X509Certificate next)
      throws TokenFailure {
    TokenLogin login = connection.login();
    PublicKey present = login.certificate(label).getPublicKey();
    if (!Arrays.equals(present.getEncoded(), next.getPublicKey().getEncoded())) {
      throw refused("the certificate is of another key than the one labelled " + label);
    }
    try {
      PrivateKey key = login.key(label);
      login.store().setKeyEntry(label, key, null, new Certificate[] {next});
      return requireStored(connection, label, next);
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  static void delete(TokenConnection connection, String label) throws TokenFailure {
    try {
      connection.login().store().deleteEntry(label);
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
    connection.renew();
    if (connection.login().holds(label)) {
      throw refused("the token still holds " + label);
    }
  }

  /** Checks for the certificate by a new key store, since a key store reads the token only once. */
  private static X509Certificate requireStored(
      TokenConnection connection, String label, X509Certificate expected) throws TokenFailure {
    connection.renew();
    if (!connection.login().certificate(label).equals(expected)) {
      throw refused("the token does not show the certificate stored for " + label);
    }
    return expected;
  }

  private static X509Certificate placeholder(
      String label, KeyShape shape, KeyPair pair, TokenLogin login)
      throws GeneralSecurityException, OperatorCreationException {
    // Other providers need a software key; they can't use the token's public key object.
    PublicKey publicKey =
        KeyFactory.getInstance(shape.family())
            .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
    X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, label).build();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name, BigInteger.ONE, NEVER_BEFORE, NEVER_AFTER, name, publicKey);
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(
                new JcaContentSignerBuilder(shape.signatureAlgorithm())
                    .setProvider(login.provider())
                    .build(pair.getPrivate())));
  }

  private static TokenFailure refused(String reason) {
    return new TokenFailure(TokenFailure.Kind.REFUSED, reason);
  }
}
