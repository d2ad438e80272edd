/** Pods and reviews as API servers write them, and a strict reader of objects of Kubernetes. */
package org.bailiwick.injector.testing;
