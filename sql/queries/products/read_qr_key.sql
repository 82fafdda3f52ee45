select key from qr_keys
