select time from sqal_sensor_samples order by time desc limit 1
