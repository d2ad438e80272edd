package org.bailiwick.contract.credential;

import static org.bailiwick.contract.credential.KeyAlgorithm.refused;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Checks RSA public keys (RFC 8017): the size, the exponent (CA/Browser Forum Baseline Requirements
 * 6.1.6), and the three weaknesses that were found in moduli of real keys.
 */
final class RsaKeyCheck {
  /** Limits the cost of every later operation with the key. */
  private static final int MAX_BITS = 8192;

  private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(65_537);
  private static final int MAX_EXPONENT_BITS = 256;

  /**
   * Rounds of Fermat's factorisation method. A generator that follows FIPS 186-5 (A.1.3) makes no
   * primes that this many rounds find.
   */
  private static final int FERMAT_ROUNDS = 100;

  /** A number can be a square only if it is one modulo this; about two in a hundred are. */
  private static final BigInteger SQUARES_MODULUS = BigInteger.valueOf(16L * 9 * 5 * 7 * 11);

  private static final BitSet SQUARES = squares(SQUARES_MODULUS.intValue());

  private static final int SMALL_PRIME_BOUND = 752;
  private static final List<Integer> SMALL_PRIMES = primesBelow(SMALL_PRIME_BOUND);
  private static final BigInteger SMALL_PRIME_PRODUCT =
      SMALL_PRIMES.stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);

  /**
   * Upper bound of the primes for the ROCA test (CVE-2017-15361, Nemec et al. 2017). Modulo each of
   * these primes, the modulus of a weak key is a power of 65537.
   */
  private static final int ROCA_BOUND = 168;

  private RsaKeyCheck() {}

  static void check(SubjectPublicKeyInfo info, int minBits) {
    ASN1Sequence numbers;
    try {
      numbers = ASN1Sequence.getInstance(info.parsePublicKey());
    } catch (IOException e) {
      throw refused("key-encoding", "The RSA key cannot be read", e);
    }
    if (numbers.size() != 2) {
      throw refused("key-encoding", "The RSA key is not a modulus and an exponent", null);
    }
    // The library's key type would read a negative modulus as another, positive number.
    BigInteger modulus = ASN1Integer.getInstance(numbers.getObjectAt(0)).getValue();
    BigInteger exponent = ASN1Integer.getInstance(numbers.getObjectAt(1)).getValue();
    checkSize(modulus, minBits);
    checkExponent(exponent);
    checkEncoding(info, new RSAPublicKey(modulus, exponent));
    checkFactors(modulus);
  }

  private static void checkSize(BigInteger modulus, int minBits) {
    int bits = modulus.bitLength();
    if (modulus.signum() <= 0 || bits < minBits || bits > MAX_BITS) {
      throw refused(
          "key-rsa-size",
          "The RSA modulus must have " + minBits + " to " + MAX_BITS + " bits",
          null);
    }
  }

  private static void checkExponent(BigInteger exponent) {
    boolean inRange =
        exponent.compareTo(MIN_EXPONENT) >= 0 && exponent.bitLength() <= MAX_EXPONENT_BITS;
    if (!inRange || !exponent.testBit(0)) {
      throw refused(
          "key-rsa-exponent", "The RSA exponent is even, below 65537 or above 256 bits", null);
    }
  }

  /**
   * Refuses numbers that are not in DER. The JDK's parser accepts BER for these two numbers and
   * keeps the bytes, so that one key could have many digests.
   */
  private static void checkEncoding(SubjectPublicKeyInfo info, RSAPublicKey numbers) {
    try {
      byte[] der = numbers.getEncoded(ASN1Encoding.DER);
      if (Arrays.equals(der, info.getPublicKeyData().getOctets())) {
        return;
      }
    } catch (IOException e) {
      throw refused("key-encoding", "The RSA key cannot be read", e);
    }
    throw refused("key-encoding", "The RSA key's numbers are not in DER", null);
  }

  private static void checkFactors(BigInteger modulus) {
    if (!modulus.testBit(0) || !modulus.gcd(SMALL_PRIME_PRODUCT).equals(BigInteger.ONE)) {
      throw refused("key-rsa-small-factor", "The RSA modulus has a small factor", null);
    }
    if (isRoca(modulus)) {
      throw refused("key-rsa-roca", "The RSA key comes from the generator of CVE-2017-15361", null);
    }
    if (hasClosePrimes(modulus)) {
      throw refused(
          "key-rsa-close-primes", "The factors of the RSA modulus are too close together", null);
    }
  }

  private static boolean isRoca(BigInteger modulus) {
    return SMALL_PRIMES.stream()
        .filter(prime -> prime > 2 && prime < ROCA_BOUND)
        .allMatch(
            prime -> isPowerOf65537(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime));
  }

  private static boolean isPowerOf65537(int residue, int prime) {
    int generator = 65_537 % prime;
    int power = 1;
    for (int i = 0; i < prime; i++) {
      if (power == residue) {
        return true;
      }
      power = power * generator % prime;
    }
    return false;
  }

  /** Fermat's method: if the factors are close, n = a^2 - b^2 with a just above the root of n. */
  private static boolean hasClosePrimes(BigInteger modulus) {
    BigInteger root = modulus.sqrt();
    BigInteger a = root.multiply(root).equals(modulus) ? root : root.add(BigInteger.ONE);
    for (int round = 0; round < FERMAT_ROUNDS; round++) {
      if (isSquare(a.multiply(a).subtract(modulus))) {
        return true;
      }
      a = a.add(BigInteger.ONE);
    }
    return false;
  }

  /**
   * Tests the residue first, because the square roots of 100 candidates would cost more than the
   * rest of an enrolment.
   */
  private static boolean isSquare(BigInteger number) {
    return SQUARES.get(number.mod(SQUARES_MODULUS).intValue())
        && number.sqrtAndRemainder()[1].signum() == 0;
  }

  private static BitSet squares(int modulus) {
    BitSet residues = new BitSet(modulus);
    for (long root = 0; root < modulus; root++) {
      residues.set((int) (root * root % modulus));
    }
    return residues;
  }

  private static List<Integer> primesBelow(int bound) {
    return IntStream.range(2, bound)
        .filter(number -> IntStream.range(2, number).noneMatch(divisor -> number % divisor == 0))
        .boxed()
        .toList();
  }
}
