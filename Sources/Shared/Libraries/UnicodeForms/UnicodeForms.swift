import CUnistring

/// Forms in which texts that a person takes for the same are the same.
package enum UnicodeForms {}
